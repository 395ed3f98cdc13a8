"""Root's embedded server runs as a number that nobody has, wherever its folder lies."""

import os
import pwd
import shutil
import stat
from pathlib import Path

import asyncpg
import psutil
import pytest

from aegis_chassis.database.embedded import EmbeddedPostgres, account, cluster
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


async def test_where_the_account_cannot_get_in_the_data_lies_elsewhere_and_modes_stay(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = open_folder / "home"
    home.mkdir(mode=0o700)
    shared = open_folder / "shared"
    monkeypatch.setattr(account, "SHARED_STATE", shared)
    monkeypatch.setattr(cluster, "SHARED_STATE", shared)
    async with server_on(home) as server:
        assert await query(server.dsn(), "create table kept (id int)") is None
    assert mode(home) == 0o700
    assert not (home / "pg" / "data").exists()
    assert Path((home / "pg" / "location").read_text().strip()).parent == shared
    async with server_on(home) as server:
        assert await query(server.dsn(), "select count(*) from kept") == 0


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
