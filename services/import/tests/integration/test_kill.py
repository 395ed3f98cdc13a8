"""A worker killed with SIGKILL at any moment of an import: the next one ends the run, and nothing is there twice."""

import asyncio
import json
import random
import sys
from pathlib import Path

import pytest
from import_support import worker
from import_support.container import settings_on, shared_for
from import_support.database import SetClock, Units, outbox
from import_support.ground import Imports
from import_support.stix import small, technique

from aegis_chassis.database.pool import Database, open_database
from aegis_chassis.messaging.wake import Wake
from aegis_import.application.ports import Archives
from aegis_import.bootstrap.container import container
from aegis_import.domain.words import RunState

COUNT = 1_500
BUNDLE = json.dumps(small(*(technique(n, "T1234", description="x" * 2_000) for n in range(1, COUNT + 1)))).encode()


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
    assert run.outcome.counts["technique"].new == COUNT
    sent = await outbox(database, "aegis.import.content")
    assert len(sent) == COUNT + 2
    assert {headers["ce_sequence"] for _, headers, _ in sent} == {"1"}
    assert len({key for key, _, _ in sent}) == COUNT + 2
    async with database.raw() as connection:
        assert await connection.fetchval("select count(*) from claim") == COUNT + 1
    told = [int(headers["ce_sequence"]) for _, headers, _ in await outbox(database, "aegis.import.runs")]
    assert told == [1, 2, 3, 4]
