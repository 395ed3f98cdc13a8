"""The suite as separate processes: PostgreSQL, Kafka, an object store, six services in two roles each, the gateway."""

import asyncio
import contextlib
import os
import shutil
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import msgspec

from aegis_chassis.database.bootstrap import BUS_SCHEMA, bootstrap
from aegis_chassis.database.embedded import EmbeddedPostgres
from aegis_chassis.database.passwords import keep_passwords
from aegis_distributed.fleet import Fleet, Program
from aegis_distributed.gateway import envoy_bootstrap, upstream_of
from aegis_distributed.ownership import built_services
from aegis_standalone.services import SERVICES, Installed
from aegis_testkit.kafka import QUICK_SESSION_MS
from aegis_testkit.kafka_broker import NativeBroker
from aegis_testkit.kafka_distribution import kafka_distribution
from aegis_testkit.processes import free_port
from aegis_testkit.s3 import S3Server, s3

DATABASE = "aegis"
BUCKET = "evidence"
READY_WITHIN = 120.0


@asynccontextmanager
async def running_suite(folder: Path, *, port: int) -> AsyncIterator[Fleet]:
    """Starts everything below `folder`, with the gateway on `port`; when the block is entered, all is ready. Whoever
    ends meanwhile is started again."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fleet = Fleet(folder)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(fleet.stop)
        database = EmbeddedPostgres(folder / "postgres", settings={"max_connections": "200"})
        await fleet.add("postgres", database)
        schemas = [installed.schema for installed in SERVICES] + [BUS_SCHEMA]
        passwords = folder / "passwords"
        await bootstrap(database.dsn(DATABASE), keep_passwords(passwords, schemas))
        broker = NativeBroker(
            await kafka_distribution(),
            folder / "kafka",
            port=_kept_port(folder / "kafka.port"),
            session_ms=QUICK_SESSION_MS,
        )
        await fleet.add("kafka", broker)
        store = await stack.enter_async_context(s3(folder=folder / "s3", port=_kept_port(folder / "s3.port")))
        await _bucket(store)
        ports = {installed.name: free_port() for installed in SERVICES}
        shared = {
            "AEGIS_DATABASE_URL": database.dsn(DATABASE),
            "AEGIS_DATABASE_PASSWORDS_DIR": str(passwords),
            "AEGIS_BUS": "kafka",
            "AEGIS_KAFKA_BOOTSTRAP": broker.bootstrap,
            "AEGIS_IDENTITY_URL": f"http://127.0.0.1:{ports['identity']}",
            "AEGIS_OBJECT_STORE_URL": store.url(BUCKET),
            "AEGIS_OBJECT_STORE_ACCESS_KEY": store.access_key,
            "AEGIS_OBJECT_STORE_SECRET_KEY": store.secret_key,
            "AEGIS_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "AEGIS_IDENTITY_KEY_SECRET_PATH": str(folder / "key-secret"),
            "AEGIS_REPORTING_AUDIT_KEY_PATH": str(folder / "audit-key.pem"),
            "AEGIS_IMPORT_WORK_DIR": str(_made(folder / "work")),
        }
        for installed in SERVICES:
            await _migrate(installed, folder, shared)
        programs = [
            (f"{installed.name}-{role}", _program(installed, role, folder, shared, ports[installed.name]))
            for installed in SERVICES
            for role in ("api", "worker")
        ]
        for name, program in programs:
            await fleet.add(name, program)
        await fleet.add("gateway", _gateway(folder, port, ports))
        await asyncio.gather(*(program.ready(READY_WITHIN) for _, program in programs))
        keeping = asyncio.create_task(fleet.keep_running())
        stack.push_async_callback(_ended, keeping)
        yield fleet


async def _migrate(installed: Installed, folder: Path, shared: Mapping[str, str]) -> None:
    process = await asyncio.create_subprocess_exec(
        *_command(installed, "migrate"),
        env={**os.environ, **shared},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    (folder / f"{installed.name}-migrate.log").write_bytes(said)
    if process.returncode:
        raise RuntimeError(f"{installed.name} migrate ended with {process.returncode}:\n{said.decode()[-2000:]}")


def _program(installed: Installed, role: str, folder: Path, shared: Mapping[str, str], port: int) -> Program:
    listens = port if role == "api" else free_port()
    variable = "AEGIS_HTTP_PORT" if role == "api" else "AEGIS_HEALTH_PORT"
    return Program(
        f"{installed.name}-{role}",
        _command(installed, role),
        folder=folder,
        env={**shared, variable: str(listens)},
        health_port=listens,
    )


def _command(installed: Installed, role: str) -> list[str]:
    package = installed.settings.__module__.split(".", maxsplit=1)[0]
    return [sys.executable, "-m", package, role]


def _gateway(folder: Path, port: int, ports: Mapping[str, int]) -> Program:
    upstreams = [upstream_of(service, host="127.0.0.1", port=ports[name]) for name, service in built_services().items()]
    configuration = folder / "envoy.json"
    configuration.write_bytes(msgspec.json.encode(envoy_bootstrap(upstreams, host="127.0.0.1", port=port)))
    envoy = shutil.which("envoy", path=f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}")
    if envoy is None:
        raise RuntimeError("envoy is not installed: set up the workspace with `make setup`")
    command = [envoy, "-c", str(configuration), "--disable-hot-restart", "--concurrency", "1", "-l", "warning"]
    return Program("gateway", command, folder=folder, env={}, health_port=None)


async def _bucket(store: S3Server) -> None:
    async with store.client() as client:
        with contextlib.suppress(client.exceptions.BucketAlreadyOwnedByYou, client.exceptions.BucketAlreadyExists):
            await client.create_bucket(Bucket=BUCKET)


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _kept_port(file: Path) -> int:
    """The port that was used the last time, or a free one: clients know the broker by it."""
    if file.exists():
        return int(file.read_text())
    port = free_port()
    file.write_text(str(port))
    return port


async def _ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
