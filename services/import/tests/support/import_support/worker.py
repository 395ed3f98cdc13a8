"""A worker as a process of its own, to be killed: carries out queued runs until then."""

import asyncio
import sys
from pathlib import Path

from aegis_chassis.database.pool import open_database
from aegis_chassis.messaging.wake import Wake
from aegis_import.bootstrap.container import container
from aegis_import.bootstrap.providers import run_streams
from aegis_import.entrypoints.queue import RunQueue

sys.path.insert(0, str(Path(__file__).parents[1]))

from import_support.container import settings_on, shared_for  # after its folder is known


async def work(dsn: str, folder: Path, lease_seconds: float) -> None:
    made = container(
        settings_on(dsn, folder),
        lambda: open_database(dsn, schema="import", size=4),
        shared_for(),
        Wake(),
    )
    await RunQueue(made, lambda opened: run_streams(opened, ping_seconds=0.2), lease_seconds=lease_seconds).run()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])))
