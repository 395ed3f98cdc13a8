"""Which worker takes which run."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from import_support.ground import Imports
from import_support.stix import small

from aegis_import.adapters.persistence.leases import SqlLeases
from aegis_import.domain.counts import NOTHING
from aegis_kernel.ids import named_id


async def take(imports: Imports, owner: str = "a", seconds: int = 30) -> Any:
    now = imports.clock.now()
    until = now + timedelta(seconds=seconds)
    return await imports.change(lambda unit: SqlLeases(unit).take(owner, now=now, until=until))


async def start(imports: Imports, run_id: UUID) -> None:
    await imports.move(run_id, lambda run: run.start(imports.clock.now()))


async def test_nothing_waits_nothing_is_taken(imports: Imports) -> None:
    assert await take(imports) is None


async def test_a_run_is_taken_by_one_worker_the_oldest_first(imports: Imports) -> None:
    first = await imports.queue(url="https://x.example/")
    imports.clock.forward(1)
    await imports.queue(url="https://x.example/")
    assert await take(imports, "a") == (first, 1)
    await start(imports, first)
    assert await take(imports, "b") is None, "no source has two runs in hand"


async def test_sources_are_read_beside_one_another(imports: Imports) -> None:
    first = await imports.queue(url="https://x.example/")
    await take(imports, "a")
    await start(imports, first)
    imports.source_id = named_id("data-source", "attack-mobile")
    second = await imports.queue(url="https://x.example/")
    assert await take(imports, "b") == (second, 1)


async def test_a_run_whose_worker_is_gone_is_taken_again_when_the_lease_has_ended(imports: Imports) -> None:
    run_id = await imports.queue(url="https://x.example/")
    assert await take(imports, "a") == (run_id, 1)
    await start(imports, run_id)
    assert await take(imports, "b") is None
    imports.clock.forward(31)
    assert await take(imports, "b") == (run_id, 2)


async def test_a_lease_is_renewed_by_its_owner_alone_and_while_there_is_work(imports: Imports) -> None:
    run_id = await imports.queue(url="https://x.example/")
    await take(imports, "a")
    until = imports.clock.now().replace(hour=13)

    async def renew(owner: str) -> bool:
        renewed: bool = await imports.change(lambda unit: SqlLeases(unit).renew(run_id, owner, until=until))
        return renewed

    assert await renew("a")
    assert not await renew("b")
    await imports.move(run_id, lambda run: run.cancel(imports.clock.now()))
    assert not await renew("a")


async def test_a_run_given_back_is_taken_at_once_and_counts_anew(imports: Imports) -> None:
    run_id = await imports.queue(url="https://x.example/")
    await take(imports, "a")
    await imports.change(lambda unit: SqlLeases(unit).release(run_id, "b"))
    assert await take(imports, "c") is None
    await imports.change(lambda unit: SqlLeases(unit).release(run_id, "a"))
    assert await take(imports, "b") == (run_id, 1)


async def test_a_held_run_waits_and_an_approved_one_is_taken(imports: Imports) -> None:
    run_id = await imports.queue(url="https://x.example/")
    await take(imports, "a")
    await start(imports, run_id)
    await imports.move(run_id, lambda run: run.hold(NOTHING, "too much", "key"))
    imports.clock.forward(60)
    assert await take(imports, "b") is None
    await imports.move(run_id, lambda run: run.approve(UUID(int=1)))
    assert await take(imports, "b") == (run_id, 2)


async def test_runs_that_have_ended_are_not_taken(imports: Imports) -> None:
    await imports.import_(small())
    imports.clock.forward(60)
    assert await take(imports) is None
