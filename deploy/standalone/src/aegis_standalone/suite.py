"""The whole suite in one process: six services, each with its own container, role and schema, on one loop."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from litestar import Litestar

from aegis_chassis.messaging.postgres_log import PostgresLogBus
from aegis_chassis.process.memory import settle
from aegis_chassis.process.processes import SpawnedProcesses
from aegis_chassis.process.roles import migrate_and_begin
from aegis_chassis.process.service import Service, Shared
from aegis_chassis.process.worker import run_loops
from aegis_chassis.settings.every_service import SharedSettings
from aegis_chassis.settings.loading import load_settings
from aegis_chassis.web.identity_gate import LateIdentityGate
from aegis_kernel.clock import SystemClock
from aegis_standalone.database import database_variables
from aegis_standalone.dispatcher import Dispatcher
from aegis_standalone.front import front_app
from aegis_standalone.lifespans import lifespans_of
from aegis_standalone.services import SERVICES

CLEAN_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class RunningSuite:
    """What is up: the application in front, and the services by name with their settings."""

    app: Dispatcher
    services: Mapping[str, Service]
    settings: Mapping[str, SharedSettings]
    bus: PostgresLogBus


def settings_of_all(folder: Path, database: Mapping[str, str], *, url: str) -> dict[str, SharedSettings]:
    """Each service's settings: the environment first, then what a standalone process implies. Raises
    `SettingsError`."""
    implied = {
        "AEGIS_BUS": "postgres",
        "AEGIS_OBJECT_STORE_URL": (folder / "objects").absolute().as_uri(),
        "AEGIS_IDENTITY_URL": url,
        "AEGIS_PUBLIC_URL": url,
        "AEGIS_IDENTITY_KEY_SECRET_PATH": str(folder / "key-secret"),
        "AEGIS_REPORTING_AUDIT_KEY_PATH": str(folder / "audit-key.pem"),
        "AEGIS_IMPORT_WORK_DIR": str(folder / "work"),
    }
    environment = implied | dict(os.environ) | dict(database)
    return {
        installed.name: load_settings(installed.settings, service=installed.schema, environ=environment)
        for installed in SERVICES
    }


@asynccontextmanager
async def running_suite(folder: Path, *, url: str) -> AsyncIterator[RunningSuite]:
    """Starts everything below `folder`; when the block is entered, every service has migrated, begun and answers.

    `url` is the address that people will use.
    """
    async with AsyncExitStack() as stack:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / "work").mkdir(mode=0o700, exist_ok=True)
        variables = await stack.enter_async_context(database_variables(folder, os.environ))
        settings = settings_of_all(folder, variables, url=url)
        bus = PostgresLogBus(next(iter(settings.values())).bus_dsn())
        stack.push_async_callback(bus.close)
        await bus.ensure_schema()
        processes = SpawnedProcesses()
        stack.callback(processes.shutdown, wait=False, cancel_futures=True)
        shared = Shared(bus=bus, clock=SystemClock(), processes=processes, identity=LateIdentityGate())
        services = {installed.name: installed.build(settings[installed.name], shared) for installed in SERVICES}
        for service in services.values():
            stack.push_async_callback(service.container.close)
        for installed in SERVICES:
            dsn = settings[installed.name].database_dsn(installed.schema)
            await migrate_and_begin(services[installed.name], shared, dsn)
        apps = {name: service.api() for name, service in services.items()}
        await stack.enter_async_context(lifespans_of(apps.values()))
        settle()
        working = asyncio.create_task(_work(list(services.values()), bus))
        stack.push_async_callback(_ended, working)
        yield RunningSuite(_dispatcher(services, apps), services, settings, bus)


def _dispatcher(services: Mapping[str, Service], apps: Mapping[str, Litestar]) -> Dispatcher:
    by_segment = {segment: apps[name] for name, service in services.items() for segment in service.owns}
    by_path = {path: apps[name] for name, service in services.items() for path in service.well_known}
    by_path |= {f"/api/v1/openapi/{name}.json": apps[name] for name in services}
    return Dispatcher(by_segment, by_path, front_app(services, apps))


async def _work(services: Sequence[Service], bus: PostgresLogBus) -> None:
    async def clean() -> None:
        while True:
            await asyncio.sleep(CLEAN_SECONDS)
            await bus.clean()

    loops = {f"{service.name}/{name}": loop for service in services for name, loop in service.worker.loops.items()}
    await run_loops(loops | {"bus/clean": clean})


async def _ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
