"""A worker killed with SIGKILL at any moment of an import: the next one ends the run, and nothing is there twice."""

import asyncio
import json
import random
import sys
from pathlib import Path

import pytest
from import_support import worker
from import_support.container import container_on, settings_on, shared_for
from import_support.database import SetClock, Units, outbox
from import_support.ground import Imports
from import_support.stix import small, stix, technique

from aegis_chassis.database.pool import Database, open_database
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.messaging.handler import Handler
from aegis_chassis.messaging.wake import Wake
from aegis_contracts.catalog_runs import CATALOG_RUNS, AppliedRun
from aegis_import.application.ports import Archives
from aegis_import.bootstrap.container import container
from aegis_import.bootstrap.groups import PROJECTIONS
from aegis_import.domain.words import RunState
from aegis_kernel.errors import Away
from aegis_kernel.facts import Fact
from aegis_kernel.ids import event_id

COUNT = 500
KINDS = {"tactic": 1, "technique": COUNT, "software": COUNT, "actor": COUNT}
ENTRIES = sum(KINDS.values())
LONG = "x" * 2_000
BUNDLE = json.dumps(
    small(
        *(technique(n, "T1234", description=LONG) for n in range(1, COUNT + 1)),
        *(stix("malware", n, f"S{n:04d}", description=LONG) for n in range(1, COUNT + 1)),
        *(stix("intrusion-set", n, f"G{n:04d}", description=LONG) for n in range(1, COUNT + 1)),
    )
).encode()


async def started(database: Database, folder: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-P", worker.__file__, database.dsn, str(folder), "0.5", stdout=asyncio.subprocess.DEVNULL
    )


@pytest.mark.kill
@pytest.mark.parametrize("seed", range(2))
async def test_a_killed_import_is_ended_by_the_next_worker_exactly_once(
    database: Database, units: Units, clock: SetClock, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    made = container(
        settings_on(database.dsn, tmp_path), lambda: open_database(database.dsn, schema="import"), shared_for(), Wake()
    )
    imports = Imports(units, clock, tmp_path)
    run_id = await imports.queue(archive=b"")
    bundle = tmp_path / "bundle.json"
    bundle.write_bytes(BUNDLE)
    await (await made.get(Archives)).keep(f"import/archives/{run_id}", bundle)
    await made.close()
    for _ in range(2):
        process = await started(database, tmp_path)
        async with asyncio.timeout(30):
            while (await imports.run(run_id)).state is RunState.QUEUED:  # noqa: ASYNC110  # looks from outside
                await asyncio.sleep(0.005)
        await asyncio.sleep(chance.uniform(0, 0.4))
        process.kill()
        await process.wait()
        if (await imports.run(run_id)).state is RunState.PUBLISHED:
            break
    process = await started(database, tmp_path)
    async with asyncio.timeout(60):
        while (run := await imports.run(run_id)).state is not RunState.PUBLISHED:  # noqa: ASYNC110  # from outside
            await asyncio.sleep(0.02)
    process.kill()
    await process.wait()
    assert {kind: counts.new for kind, counts in run.outcome.counts.items()} == KINDS
    sent = await outbox(database, "aegis.import.content")
    assert len(sent) == ENTRIES + 1
    assert {headers["ce_sequence"] for _, headers, _ in sent} == {"1"}
    assert len({key for key, _, _ in sent}) == ENTRIES + 1
    async with database.raw() as connection:
        assert await connection.fetchval("select count(*) from claim") == ENTRIES
    told = [int(headers["ce_sequence"]) for _, headers, _ in await outbox(database, "aegis.import.runs")]
    assert told == [1, 2, 3, 4]


async def test_a_worker_lost_between_publishing_and_applying_leaves_the_run_to_the_next_which_applies_it_once(
    database: Database, imports: Imports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = await imports.import_(small(technique(1), stix("malware", 1, "S0001")))
    assert run.state is RunState.PUBLISHED
    fact = Fact(
        topic=CATALOG_RUNS.name,
        key=str(run.id),
        version=1,
        type=CATALOG_RUNS.types["ContentApplied"],
        id=event_id(CATALOG_RUNS.name, str(run.id), 1),
        time=imports.clock.now(),
        state=AppliedRun(run_id=run.id, source_id=run.source_id, applied={"technique": 1}),
    )
    made = container_on(database, tmp_path, clock=imports.clock)
    handler = Handler(PROJECTIONS, made, imports.clock)

    async def lost(self: SqlUnitOfWork) -> None:
        raise ConnectionError

    with monkeypatch.context() as patched, pytest.raises(Away):
        patched.setattr(SqlUnitOfWork, "commit", lost)
        await handler.apply([fact])
    assert (await imports.run(run.id)).state is RunState.PUBLISHED, "nothing of it has happened"
    assert await handler.apply([fact]) == 1
    assert await handler.apply([fact]) == 0, "it comes twice, as topics give it"
    await made.close()
    applied = await imports.run(run.id)
    assert (applied.state, applied.version) == (RunState.APPLIED, run.version + 1)
    assert len(await outbox(database, "aegis.import.content")) == 4
