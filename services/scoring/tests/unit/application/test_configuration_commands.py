"""Who may change how scores are made, and what that sets going."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from scoring_builders import DEFAULT, NOW, named
from scoring_fakes import FakeConfigurations, FakeUnitOfWork

from aegis_kernel.errors import Forbidden, Invalid, RuleBroken, Stale
from aegis_kernel.rights import Caller, Role
from aegis_scoring.application.commands.activate_configuration import (
    ActivateConfiguration,
    ActivateConfigurationCommand,
)
from aegis_scoring.application.commands.begin_scoring import BeginScoring
from aegis_scoring.application.commands.draft_configuration import DraftConfiguration, DraftConfigurationCommand
from aegis_scoring.application.rescoring import Rescore
from aegis_scoring.domain.events import ConfigurationActivated, ConfigurationDrafted


class Still:
    def now(self) -> Any:
        return NOW


class Named:
    def new(self) -> UUID:
        return named("new")


class CountedRescore(Rescore):
    """Counts how often everything is scored again."""

    def __init__(self) -> None:
        self.times = 0

    async def all(self, because: Any = None) -> int:
        self.times += 1
        return 0


def caller(*roles: Role) -> Caller:
    return Caller(id=named("caller"), name="Root", roles=frozenset(roles))


ADMIN = caller(Role.ADMIN)


@pytest.fixture
def configurations() -> FakeConfigurations:
    return FakeConfigurations()


@pytest.fixture
def uow() -> FakeUnitOfWork:
    return FakeUnitOfWork()


@pytest.fixture
def draft(configurations: FakeConfigurations, uow: FakeUnitOfWork) -> DraftConfiguration:
    return DraftConfiguration(uow, configurations, Still(), Named())


@pytest.fixture
def rescore() -> CountedRescore:
    return CountedRescore()


@pytest.fixture
def activate(configurations: FakeConfigurations, uow: FakeUnitOfWork, rescore: CountedRescore) -> ActivateConfiguration:
    return ActivateConfiguration(uow, configurations, rescore, Still())


async def test_the_first_start_makes_the_default_active_once(
    configurations: FakeConfigurations, uow: FakeUnitOfWork
) -> None:
    begin = BeginScoring(uow, configurations, Still())
    assert await begin()
    assert not await begin()
    assert uow.commits == 1
    assert await configurations.active_number() == 1
    assert [type(recorded.event) for _, recorded in configurations.recorded] == [
        ConfigurationDrafted,
        ConfigurationActivated,
    ]


async def test_a_draft_gets_the_next_number_whatever_it_says(
    configurations: FakeConfigurations, draft: DraftConfiguration
) -> None:
    first = await draft(ADMIN, DraftConfigurationCommand(content=replace(DEFAULT, number=99), reason="a try"))
    assert (first.content.number, first.by, first.version) == (1, ADMIN.id, 1)
    assert (await configurations.get(1, expected=1)).active_from is None


async def test_a_draft_scores_nothing(draft: DraftConfiguration, rescore: CountedRescore) -> None:
    await draft(ADMIN, DraftConfigurationCommand(content=DEFAULT))
    assert rescore.times == 0


async def test_an_invalid_draft_leaves_nothing(
    configurations: FakeConfigurations, draft: DraftConfiguration, uow: FakeUnitOfWork
) -> None:
    with pytest.raises(Invalid):
        await draft(ADMIN, DraftConfigurationCommand(content=replace(DEFAULT, half_life_days=-1)))
    assert (uow.commits, configurations.recorded) == (0, [])


async def test_an_activation_scores_everything_again(
    configurations: FakeConfigurations,
    draft: DraftConfiguration,
    activate: ActivateConfiguration,
    rescore: CountedRescore,
) -> None:
    await draft(ADMIN, DraftConfigurationCommand(content=DEFAULT))
    done = await activate(ADMIN, ActivateConfigurationCommand(number=1, version=1, reason="agreed"))
    assert (done.active_from, done.version, rescore.times) == (NOW, 2, 1)
    assert await configurations.active_number() == 1
    assert configurations.recorded[-1][1].event.reason == "agreed"


async def test_the_active_one_is_not_activated_again(
    draft: DraftConfiguration, activate: ActivateConfiguration, rescore: CountedRescore, uow: FakeUnitOfWork
) -> None:
    await draft(ADMIN, DraftConfigurationCommand(content=DEFAULT))
    await activate(ADMIN, ActivateConfigurationCommand(number=1, version=1))
    with pytest.raises(RuleBroken):
        await activate(ADMIN, ActivateConfigurationCommand(number=1, version=2))
    assert (rescore.times, uow.commits) == (1, 2)


async def test_an_activation_on_an_old_version_is_refused(
    draft: DraftConfiguration, activate: ActivateConfiguration, rescore: CountedRescore
) -> None:
    await draft(ADMIN, DraftConfigurationCommand(content=DEFAULT))
    with pytest.raises(Stale):
        await activate(ADMIN, ActivateConfigurationCommand(number=1, version=7))
    assert rescore.times == 0


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
async def test_nobody_but_an_admin_configures(
    draft: DraftConfiguration, activate: ActivateConfiguration, uow: FakeUnitOfWork, role: Role
) -> None:
    with pytest.raises(Forbidden):
        await draft(caller(role), DraftConfigurationCommand(content=DEFAULT))
    with pytest.raises(Forbidden):
        await activate(caller(role), ActivateConfigurationCommand(number=1, version=1))
    assert uow.commits == 0
