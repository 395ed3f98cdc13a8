"""Root's embedded server runs as a number that nobody has, wherever its folder lies."""

import os
import pwd
import shutil
import stat
from pathlib import Path

import asyncpg
import psutil
import pytest

from aegis_chassis.database.embedded import EmbeddedPostgres, FolderInUse, UnreachableFolder, account, reach
from aegis_chassis.database.embedded.binaries import find_binaries

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="the server runs as ourselves unless we are root")


def server_on(folder: Path, binaries: Path | None = None) -> EmbeddedPostgres:
    return EmbeddedPostgres(folder / "pg", durable=False, binaries=binaries)


def owner_of(path: Path) -> int:
    return path.stat().st_uid


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def status_of(pid: int) -> str:
    return Path(f"/proc/{pid}/status").read_text()


async def query(dsn: str, statement: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_for_root_it_runs_as_a_number_that_nobody_has(open_folder: Path) -> None:
    async with server_on(open_folder) as server:
        assert server.pid is not None
        process = psutil.Process(server.pid)
        uids, gids = process.uids(), process.gids()
        assert len({*uids, *gids}) == 1
        assert uids.real != 0
        with pytest.raises(KeyError):
            pwd.getpwuid(uids.real)
        assert "Groups:\t \n" in status_of(server.pid)
        assert {path.stat().st_uid for path in (open_folder / "pg" / "data").rglob("*")} == {uids.real}
    async with server_on(open_folder) as server:
        assert server.pid is not None
        assert psutil.Process(server.pid).uids() == uids


async def test_data_in_a_closed_folder_is_served_there_and_modes_stay(open_folder: Path) -> None:
    home = open_folder / "home"
    home.mkdir(mode=0o700)
    server = server_on(home)
    await server.start()
    await query(server.socket_dsn(), "create table kept (id int)")
    await query(server.dsn(), "insert into kept values (1)")
    await query(server.dsn(), "select pg_reload_conf()")
    await server.kill()
    assert mode(home) == 0o700
    assert mode(home / "pg" / "data") == 0o700
    async with server_on(home) as server:
        assert await query(server.dsn(), "select count(*) from kept") == 1
        assert server.pid is not None
        assert Path(psutil.Process(server.pid).cwd()) == home / "pg" / "data"
        with pytest.raises(FolderInUse):
            await server_on(home).start()


async def test_a_closed_folder_is_said_where_there_is_no_way_around(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "_DESCRIPTORS", open_folder / "nothing")
    home = open_folder / "home"
    home.mkdir(mode=0o700)
    with pytest.raises(UnreachableFolder, match="mode 711"):
        await server_on(home).start()


async def test_binaries_in_a_closed_folder_are_copied_to_where_only_root_may_change_them(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = open_folder / "shared"
    monkeypatch.setattr(account, "SHARED_STATE", shared)
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    found = find_binaries()
    copy = closed / found.installation.parent.name / found.installation.name
    shutil.copytree(found.installation, copy, symlinks=True)
    if found.wheel_libraries.exists():
        shutil.copytree(found.wheel_libraries, closed / found.wheel_libraries.name)
    async with server_on(open_folder, binaries=copy / "bin") as server:
        assert server.pid is not None
        program = Path(psutil.Process(server.pid).exe())
    assert shared in program.parents
    assert owner_of(program) == 0
