"""Every adapter of `Configurations` does this."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from uuid import UUID

import pytest
import pytest_asyncio
from scoring_builders import DEFAULT, NOW, ago, named
from scoring_fakes import FakeConfigurations
from scoring_rig import rig_on

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_kernel.errors import NotFound, Stale
from aegis_scoring.adapters.persistence.configurations import SqlConfigurations
from aegis_scoring.adapters.persistence.schema import MIGRATIONS
from aegis_scoring.application.ports import Configurations
from aegis_scoring.domain.configuration import Override, Preset, preset
from aegis_scoring.domain.scoring_configuration import ScoringConfiguration
from aegis_testkit.plugin_postgres import ServiceDatabase

Opened = Callable[[], AbstractAsyncContextManager[Configurations]]
"""A transaction that commits at its end."""

STRICTER = replace(
    DEFAULT,
    number=2,
    half_life_days=12.5,
    overrides=(
        Override(tactic_id=named("execution"), half_life_days=5),
        Override(platform="Linux", expires_days=90.5),
    ),
)


@pytest_asyncio.fixture(params=["fake", "sql"])
async def opened(request: pytest.FixtureRequest, service_database: ServiceDatabase) -> AsyncIterator[Opened]:
    if request.param == "fake":
        fake = FakeConfigurations()

        @asynccontextmanager
        async def in_memory() -> AsyncIterator[Configurations]:
            yield fake

        yield in_memory
        return
    async with rig_on(await service_database(MIGRATIONS)) as rig:

        @asynccontextmanager
        async def on_postgresql() -> AsyncIterator[Configurations]:
            async with rig.container() as scope:
                unit = await scope.get(SqlUnitOfWork)
                async with unit:
                    yield SqlConfigurations(unit)
                    await unit.commit()

        yield on_postgresql


def drafted(number: int, *, stricter: bool = False) -> ScoringConfiguration:
    content = STRICTER if stricter else preset(Preset.DEFAULT)
    return ScoringConfiguration.draft(named(f"c{number}"), replace(content, number=number), by=UUID(int=1), at=ago(1))


async def test_what_was_saved_is_read(opened: Opened) -> None:
    async with opened() as configurations:
        await configurations.save(drafted(2, stricter=True))
    async with opened() as configurations:
        found = await configurations.get(2, expected=1)
    assert found.content == STRICTER
    assert (found.id, found.version, found.by, found.made_at) == (named("c2"), 1, UUID(int=1), ago(1))
    assert found.active_from is None


async def test_numbers_go_on(opened: Opened) -> None:
    async with opened() as configurations:
        assert await configurations.next_number() == 1
        await configurations.save(drafted(1))
        assert await configurations.next_number() == 2


async def test_what_there_is_not_is_not_found(opened: Opened) -> None:
    async with opened() as configurations:
        with pytest.raises(NotFound):
            await configurations.get(7, expected=None)


async def test_another_version_than_the_expected_is_stale(opened: Opened) -> None:
    async with opened() as configurations:
        await configurations.save(drafted(1))
        with pytest.raises(Stale) as stale:
            await configurations.get(1, expected=4)
    assert stale.value.current == 1


async def test_the_one_activated_last_is_the_active_one(opened: Opened) -> None:
    async with opened() as configurations:
        assert await configurations.active_number() is None
        await configurations.save(drafted(1))
        await configurations.save(drafted(2))
    for number, days in ((1, 0.5), (2, 0.25), (1, 0.25)):
        async with opened() as configurations:
            found = await configurations.get(number, expected=None)
            found.activate(ago(days), active_number=None)
            await configurations.save(found)
            assert await configurations.active_number() == number
    async with opened() as configurations:
        assert (await configurations.get(1, expected=3)).active_from == ago(0.25)


async def test_of_two_who_read_the_same_only_the_first_may_save(opened: Opened) -> None:
    async with opened() as configurations:
        await configurations.save(drafted(1))
        mine = await configurations.get(1, expected=1)
        theirs = await configurations.get(1, expected=1)
        mine.activate(NOW, active_number=None)
        await configurations.save(mine)
        theirs.activate(NOW, active_number=None)
        with pytest.raises(Stale):
            await configurations.save(theirs)
