"""However whoever started it ends, the embedded server ends too."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest

from aegis_chassis.database.embedded import EmbeddedPostgres, FolderInUse


def server_on(folder: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(folder / "pg", durable=False)


async def query(dsn: str, statement: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


OWNER = """
import asyncio, sys, time
from pathlib import Path
from aegis_chassis.database.embedded import EmbeddedPostgres
async def main():
    server = EmbeddedPostgres(Path(sys.argv[1]), durable=False)
    await server.start()
    print(server.pid, flush=True)
    if sys.argv[2] == "stay":
        time.sleep(600)
asyncio.run(main())
"""


@pytest.fixture
def owner(open_folder: Path) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(open_folder / "pg"), "stay"], stdout=subprocess.PIPE, text=True
    )
    yield process
    process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def server_of(owner: "subprocess.Popen[str]") -> psutil.Process:
    assert owner.stdout is not None
    return psutil.Process(int(owner.stdout.readline()))


@pytest.mark.kill
async def test_a_killed_owner_leaves_no_server_and_the_next_start_waits_for_its_end(
    open_folder: Path, owner: "subprocess.Popen[str]"
) -> None:
    server = server_of(owner)
    children = server.children()
    owner.kill()
    owner.wait()
    async with server_on(open_folder) as next_one:
        assert await query(next_one.dsn(), "select 1") == 1
        assert not server.is_running()
        assert not any(child.is_running() for child in children)


@pytest.mark.kill
async def test_a_killed_guard_leaves_no_server(open_folder: Path, owner: "subprocess.Popen[str]") -> None:
    server = server_of(owner)
    guard = server.parent()
    assert guard is not None
    guard.kill()
    server.wait(10)
    owner.kill()
    owner.wait()
    async with server_on(open_folder) as next_one:
        assert await query(next_one.dsn(), "select 1") == 1


@pytest.mark.kill
async def test_a_folder_is_refused_while_another_process_has_it(
    open_folder: Path, owner: "subprocess.Popen[str]"
) -> None:
    server_of(owner)
    with pytest.raises(FolderInUse, match=f"in use by process {owner.pid}"):
        await server_on(open_folder).start()


def test_an_owner_that_ends_without_stopping_leaves_no_server(open_folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OWNER, str(open_folder / "pg"), "go"], stdout=subprocess.PIPE, text=True, check=True
    )
    pid = int(done.stdout)
    if psutil.pid_exists(pid):
        psutil.wait_procs([psutil.Process(pid)], timeout=10)
    assert not psutil.pid_exists(pid)
