"""Each role sees its own schema and no other, however often and from wherever the database is prepared."""

import asyncio
import os
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from aegis_chassis.__main__ import main
from aegis_chassis.database.address import with_database, with_login
from aegis_chassis.database.bootstrap import BootstrapFailed, bootstrap, role_of
from aegis_chassis.database.embedded import EmbeddedPostgres
from aegis_chassis.database.scram import scram_verifier

SCHEMAS = ("alpha", "beta", "bus")
PASSWORDS = {schema: f"secret-{schema}" for schema in SCHEMAS}


@pytest.fixture(scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedPostgres]:
    """Its own: roles belong to a whole server."""
    from aegis_testkit.postgres import embedded_for_tests

    async with embedded_for_tests() as started:
        yield started


@pytest.fixture
async def dsn(server: EmbeddedPostgres) -> AsyncIterator[str]:
    """Of a database that is not there yet; the roles go with it."""
    dsn = server.dsn(f"db_{uuid4().hex[:12]}")
    yield dsn
    try:
        await drop_roles_and_schemas(dsn)
    except asyncpg.InvalidCatalogNameError:
        return
    await execute(server.dsn(), f"drop database {dsn.rpartition('/')[2]} with (force)")


async def execute(dsn: str, *statements: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def fetch(dsn: str, statement: str) -> list[str]:
    connection = await asyncpg.connect(dsn)
    try:
        return [row[0] for row in await connection.fetch(statement)]
    finally:
        await connection.close()


async def drop_roles_and_schemas(dsn: str) -> None:
    for schema in SCHEMAS:
        await execute(dsn, f"drop schema if exists {schema} cascade")
        if await fetch(dsn, f"select 1 from pg_roles where rolname = '{role_of(schema)}'"):
            await execute(dsn, f"drop owned by {role_of(schema)} cascade", f"drop role {role_of(schema)}")


def login(dsn: str, schema: str, password: str | None = None) -> str:
    return with_login(dsn, user=role_of(schema), password=password or PASSWORDS[schema])


async def test_each_role_owns_one_schema_and_cannot_look_into_another(dsn: str) -> None:
    await bootstrap(dsn, PASSWORDS)
    for schema in SCHEMAS:
        await execute(
            login(dsn, schema), f"create table {schema}_thing (id int)", f"insert into {schema}_thing select 1"
        )
    usable = "select nspname from pg_namespace where has_schema_privilege(oid, 'usage') and nspname !~ '^(pg_|inform)'"
    makeable = "select nspname from pg_namespace where has_schema_privilege(oid, 'create') and nspname !~ '^pg_'"
    for schema in SCHEMAS:
        assert await fetch(login(dsn, schema), usable) == [schema]
        assert await fetch(login(dsn, schema), makeable) == [schema]
        assert await fetch(login(dsn, schema), "select tablename from pg_tables where schemaname = current_schema") == [
            f"{schema}_thing"
        ]
        for other in set(SCHEMAS) - {schema}:
            for statement in (
                f"select * from {other}.{other}_thing",
                f"create table {other}.mine (id int)",
                f"set role {role_of(other)}",
            ):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await execute(login(dsn, schema), statement)


async def test_a_role_can_do_nothing_to_the_server(dsn: str) -> None:
    await bootstrap(dsn, PASSWORDS)
    for statement in (
        "create database theirs",
        "create role theirs",
        "create schema theirs",
        "create table public.theirs (id int)",
        "alter role aegis_beta password 'theirs'",
        "select pg_read_file('/etc/passwd')",
        "copy (select 1) to program 'true'",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await execute(login(dsn, "alpha"), statement)


async def test_a_stranger_cannot_even_connect(server: EmbeddedPostgres, dsn: str) -> None:
    await bootstrap(dsn, {"alpha": PASSWORDS["alpha"]})
    await execute(server.dsn(), "create role stranger login password 'strange'")
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await execute(with_login(dsn, user="stranger", password="strange"), "select 1")
    finally:
        await execute(server.dsn(), "drop role stranger")


async def test_temporary_tables_are_allowed(dsn: str) -> None:
    await bootstrap(dsn, PASSWORDS)
    await execute(login(dsn, "alpha"), "create temporary table passing (id int)")


async def test_it_may_be_run_again_and_corrects_what_was_changed(dsn: str) -> None:
    await bootstrap(dsn, PASSWORDS)
    await execute(login(dsn, "alpha"), "create table kept (id int)")
    await execute(
        dsn,
        "grant usage on schema alpha to aegis_beta",
        "grant all on schema alpha to public",
        "alter role aegis_beta superuser",
        "alter schema bus owner to postgres",
    )
    await bootstrap(dsn, PASSWORDS | {"alpha": "another"})
    assert await fetch(login(dsn, "alpha", "another"), "select count(*) from kept") == [0]
    with pytest.raises(asyncpg.InvalidPasswordError):
        await execute(login(dsn, "alpha"), "select 1")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await execute(login(dsn, "beta"), "select * from alpha.kept")
    await execute(login(dsn, "bus"), "create table of_bus (id int)")


async def test_several_at_once_wait_for_one_another(dsn: str) -> None:
    await asyncio.gather(*(bootstrap(dsn, PASSWORDS) for _ in range(4)))
    await execute(login(dsn, "beta"), "select 1")


async def test_a_role_that_may_create_roles_and_databases_is_enough(server: EmbeddedPostgres, dsn: str) -> None:
    await execute(server.dsn(), "create role operator login createrole createdb password 'operate'")
    try:
        await bootstrap(with_login(dsn, user="operator", password="operate"), PASSWORDS)
        await execute(login(dsn, "alpha"), "create table mine (id int)")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await execute(login(dsn, "beta"), "select * from alpha.mine")
    finally:
        await drop_roles_and_schemas(dsn)
        await execute(server.dsn(), f"drop database {dsn.rpartition('/')[2]} with (force)", "drop role operator")


async def test_a_role_that_may_not_is_told_what_to_do_and_gets_schemas_alone_when_asked(
    server: EmbeddedPostgres, dsn: str
) -> None:
    name = dsn.rpartition("/")[2]
    await execute(server.dsn(), "create role tenant login password 'rent'", f"create database {name} owner tenant")
    try:
        tenant = with_login(dsn, user="tenant", password="rent")
        with pytest.raises(BootstrapFailed, match="AEGIS_DATABASE_SINGLE_ROLE=true") as raised:
            await bootstrap(tenant, PASSWORDS)
        assert "rent" not in str(raised.value)
        await bootstrap(tenant, dict.fromkeys(SCHEMAS, ""), single_role=True)
        await bootstrap(tenant, dict.fromkeys(SCHEMAS, ""), single_role=True)
        await execute(tenant, *(f"create table {schema}.thing (id int)" for schema in SCHEMAS))
    finally:
        await execute(server.dsn(), f"drop database {name} with (force)", "drop role tenant")


async def test_an_unreachable_server_is_said_without_the_password() -> None:
    with pytest.raises(BootstrapFailed, match="cannot be reached") as raised:
        await bootstrap("postgresql://someone:hidden@127.0.0.1:1/x", PASSWORDS)
    assert "hidden" not in str(raised.value)


@pytest.mark.parametrize("name", ['a"; drop', "", "Upper", "a" * 60])
async def test_names_that_are_none_are_refused(name: str) -> None:
    with pytest.raises(BootstrapFailed, match="cannot be the name"):
        await bootstrap("postgresql://127.0.0.1:1/x", {name: "p"})


async def test_no_password_reaches_the_servers_log(server: EmbeddedPostgres, dsn: str) -> None:
    await execute(server.dsn(), "alter system set log_statement = 'all'", "select pg_reload_conf()")
    try:
        await bootstrap(dsn, PASSWORDS)
    finally:
        await execute(server.dsn(), "alter system reset log_statement", "select pg_reload_conf()")
    said = log_of(server)
    assert 'alter role "aegis_alpha"' in said
    assert not any(password in said for password in PASSWORDS.values())


def log_of(server: EmbeddedPostgres) -> str:
    return server.log.read_text()


def test_a_password_has_to_be_ascii() -> None:
    assert scram_verifier("x").startswith("SCRAM-SHA-256$4096:")
    for refused in ("", "ünicode"):
        with pytest.raises(ValueError, match="ASCII"):
            scram_verifier(refused)


def test_the_command_keeps_random_passwords_in_files_for_their_owner_alone(
    server: EmbeddedPostgres, dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AEGIS_BOOTSTRAP_URL", dsn)
    monkeypatch.setenv("AEGIS_BETA_DATABASE_PASSWORD", "given")
    folder = tmp_path / "passwords"
    command = ["bootstrap", "--passwords-dir", str(folder), *(f"--schema={schema}" for schema in SCHEMAS)]
    assert main(command) == 0
    kept = (folder / "alpha").read_text().strip()
    assert stat.S_IMODE((folder / "alpha").stat().st_mode) == 0o600
    assert len(kept) > 40
    assert not (folder / "beta").exists()
    assert main(command) == 0
    assert (folder / "alpha").read_text().strip() == kept
    asyncio.run(execute(login(dsn, "alpha", kept), "select 1"))
    asyncio.run(execute(login(dsn, "beta", "given"), "select 1"))


def test_the_command_says_what_it_lacks(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AEGIS_")]:
        monkeypatch.delenv(name)
    assert main(["bootstrap"]) == 1
    assert main(["bootstrap", "--url", "postgresql://127.0.0.1:1/x", "--schema", "alpha"]) == 1
    assert (
        main(["bootstrap", "--url", "postgresql://127.0.0.1:1/x", "--schema", "a b", "--passwords-dir", "/dev/null"])
        == 1
    )
    said = capsys.readouterr().err
    assert "AEGIS_BOOTSTRAP_URL is not set" in said
    assert "no password for alpha" in said


def test_addresses_change_their_parts_only() -> None:
    dsn = "postgresql://u:p%40ss@h:5433/d?host=%2Frun"
    assert with_database(dsn, "other") == "postgresql://u:p%40ss@h:5433/other?host=%2Frun"
