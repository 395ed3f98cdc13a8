"""The embedded server: who may get in, whom it runs as, what a start finds and says."""

import os
import socket
import stat
import subprocess
from pathlib import Path
from types import SimpleNamespace

import asyncpg
import psutil
import pytest

from aegis_chassis.database.address import with_login
from aegis_chassis.database.embedded import (
    EmbeddedPostgres,
    FolderInUse,
    NoServerBinaries,
    NoSpace,
    NotStarted,
    PortTaken,
    WrongVersion,
    cluster,
)
from aegis_chassis.database.embedded.binaries import find_binaries, version_of


def server_on(folder: Path, **how: object) -> EmbeddedPostgres:
    return EmbeddedPostgres(folder / "pg", durable=False, **how)  # type: ignore[arg-type]  # passed through


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def is_written(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def start_as_owner_of(path: Path, *command: str | Path) -> "subprocess.Popen[bytes]":
    if os.geteuid() != 0:
        return subprocess.Popen(command, stderr=subprocess.DEVNULL)
    found = path.stat()
    return subprocess.Popen(
        command, stderr=subprocess.DEVNULL, user=found.st_uid, group=found.st_gid, extra_groups=[], cwd="/"
    )


async def query(dsn: str, statement: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_it_takes_connections_by_tcp_and_socket_with_the_password_alone(open_folder: Path) -> None:
    async with server_on(open_folder) as server:
        assert await query(server.dsn(), "select 1") == 1
        assert await query(server.socket_dsn(), "select 1") == 1
        for dsn in (server.dsn(), server.socket_dsn()):
            with pytest.raises(asyncpg.InvalidPasswordError):
                await query(with_login(dsn, user="postgres", password="guessed"), "select 1")
        assert await query(server.dsn(), "select rolpassword like 'SCRAM-SHA-256$%' from pg_authid where oid = 10")
        assert await query(server.dsn(), "select bool_and(auth_method = 'scram-sha-256') from pg_hba_file_rules")
        assert await query(server.dsn(), "show listen_addresses") == "127.0.0.1"
        assert await query(server.dsn(), "show data_checksums") == "on"
    assert not server.running


async def test_its_files_are_for_nobody_else(open_folder: Path) -> None:
    async with server_on(open_folder):
        folder = open_folder / "pg"
        assert mode(folder / "superuser-password") == 0o600
        assert mode(folder / "postgres.log") == 0o600
        assert mode(folder / "data") == 0o700
        assert mode(folder / "socket") == 0o700
        assert len((folder / "superuser-password").read_text()) > 40


async def test_it_keeps_its_port_while_that_is_free(open_folder: Path) -> None:
    async with server_on(open_folder) as server:
        first = server.port
    async with server_on(open_folder) as server:
        assert server.port == first
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", first))
        other.listen()
        async with server_on(open_folder) as server:
            assert server.port != first
            assert await query(server.dsn(), "select 1") == 1
        with pytest.raises(PortTaken, match="port is in use"):
            await server_on(open_folder, port=first).start()


async def test_what_was_committed_outlives_a_kill(open_folder: Path) -> None:
    server = server_on(open_folder)
    await server.start()
    await query(server.dsn(), "create table kept (id int)")
    await query(server.dsn(), "insert into kept select generate_series(1, 1000)")
    await server.kill()
    assert not server.running
    await server.start()
    assert await query(server.dsn(), "select count(*) from kept") == 1000
    await server.stop()
    await server.stop()


async def test_a_trace_of_a_dead_server_whose_process_id_another_has_does_not_hinder(open_folder: Path) -> None:
    server = server_on(open_folder)
    await server.start()
    trace = open_folder / "pg" / "data" / "postmaster.pid"
    lines = trace.read_text().splitlines()
    await server.kill()
    sleeper = start_as_owner_of(trace, "/bin/sleep", "60")  # PostgreSQL alone would stop at it
    try:
        trace.write_text("\n".join([str(sleeper.pid), *lines[1:]]) + "\n")
        await server.start()
        assert await query(server.dsn(), "select 1") == 1
        await server.stop()
    finally:
        sleeper.kill()
        sleeper.wait()


async def test_one_folder_has_one_server(open_folder: Path) -> None:
    async with server_on(open_folder):
        with pytest.raises(FolderInUse, match=f"in use by process {os.getpid()}"):
            await server_on(open_folder).start()


async def test_a_server_that_others_started_on_the_data_is_left_alone(open_folder: Path) -> None:
    server = server_on(open_folder)
    await server.start()
    assert server.pid is not None
    program, data = psutil.Process(server.pid).exe(), open_folder / "pg" / "data"
    await server.stop()
    other = start_as_owner_of(data, program, "-D", data)
    try:
        while not is_written(data / "postmaster.pid"):
            assert other.poll() is None
        with pytest.raises(FolderInUse, match=f"PostgreSQL process {other.pid}"):
            await server_on(open_folder).start()
        assert other.poll() is None
    finally:
        other.terminate()
        other.wait()


async def test_data_of_an_older_version_is_served_by_that_version(open_folder: Path) -> None:
    newest = find_binaries().major
    older = [version for version in range(15, newest) if _has(version)]
    if not older:
        pytest.skip("only one version of PostgreSQL is installed")
    binaries = find_binaries(older[0]).folder
    async with server_on(open_folder, binaries=binaries) as server:
        await query(server.dsn(), "create table kept (id int)")
    async with server_on(open_folder) as server:
        assert str(await query(server.dsn(), "show server_version")).startswith(str(older[0]))
        assert await query(server.dsn(), "select count(*) from kept") == 0
    with pytest.raises(WrongVersion, match=f"made by PostgreSQL {older[0]}, here is {newest}"):
        await server_on(open_folder, binaries=find_binaries(newest).folder).start()


def _has(version: int) -> bool:
    try:
        find_binaries(version)
    except WrongVersion:
        return False
    return True


async def test_data_of_a_version_that_is_nowhere_is_refused(open_folder: Path) -> None:
    data = open_folder / "pg" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")
    with pytest.raises(WrongVersion, match="made by PostgreSQL 9, here is"):
        await server_on(open_folder).start()


async def test_no_binaries_is_said(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AEGIS_PG_BIN", str(open_folder))
    with pytest.raises(NoServerBinaries, match="correct or unset AEGIS_PG_BIN"):
        await server_on(open_folder).start()


async def test_a_full_disk_is_said(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster.shutil, "disk_usage", lambda _: SimpleNamespace(free=20 << 20))
    with pytest.raises(NoSpace, match="20 MB are free, PostgreSQL needs 256 MB"):
        await server_on(open_folder).start()


async def test_a_setting_that_the_server_refuses_is_said_with_its_log(open_folder: Path) -> None:
    with pytest.raises(NotStarted, match="shared_buffers"):
        await server_on(open_folder, settings={"shared_buffers": "plenty"}).start()


async def test_a_first_start_that_was_broken_off_is_begun_anew(open_folder: Path) -> None:
    left = open_folder / "pg" / "new" / "data"
    left.mkdir(parents=True)
    (open_folder / "pg").chmod(0o711)
    (left / "PG_VERSION").write_text("18\n")
    async with server_on(open_folder) as server:
        assert await query(server.dsn(), "select 1") == 1
    assert not (open_folder / "pg" / "new").exists()


async def test_a_password_that_is_gone_is_said(open_folder: Path) -> None:
    async with server_on(open_folder):
        pass
    (open_folder / "pg" / "superuser-password").unlink()
    server = server_on(open_folder)
    with pytest.raises(NotStarted, match="superuser-password is gone"):
        await server.start()


async def test_a_path_too_long_for_a_socket_is_served_by_tcp(open_folder: Path) -> None:
    deep = open_folder / ("a" * 100)
    deep.mkdir(mode=0o711)
    async with server_on(deep) as server:
        assert server.socket_dsn() == server.dsn()
        assert await query(server.dsn(), "select 1") == 1


async def test_a_long_log_is_begun_anew(open_folder: Path) -> None:
    async with server_on(open_folder) as server:
        log = server.log
    log.write_text("x" * (9 << 20))
    async with server_on(open_folder):
        assert log.stat().st_size < 1 << 20
        assert log.with_suffix(".log.1").exists()


def test_a_folder_without_binaries_has_no_version(tmp_path: Path) -> None:
    assert version_of(tmp_path) is None
    (tmp_path / "initdb").touch()
    assert version_of(tmp_path) is None
