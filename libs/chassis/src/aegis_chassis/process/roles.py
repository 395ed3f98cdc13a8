"""The roles in which one image of a service runs: what each command does."""

import asyncio
import signal
import sys

import structlog
from litestar import Litestar
from prometheus_client import CollectorRegistry

from aegis_chassis.database.migrations import migrate
from aegis_chassis.database.pool import Database
from aegis_chassis.messaging.handler import Handler
from aegis_chassis.messaging.hearing import Group
from aegis_chassis.messaging.rebuild import rebuild
from aegis_chassis.messaging.replay import list_dead_letters, replay
from aegis_chassis.process.service import Service, Shared
from aegis_chassis.process.worker import run_loops
from aegis_chassis.process.worker_metrics import measure_worker
from aegis_chassis.settings.every_service import SharedSettings
from aegis_chassis.web.health import health_handlers
from aegis_chassis.web.server import Server, ServerSettings, serve

log = structlog.get_logger(__name__)


class WrongUsage(Exception):
    """The command line names something that this service does not have."""


async def serve_api(service: Service, settings: SharedSettings) -> None:
    """Answers HTTP until SIGTERM."""
    await serve(
        service.api(),
        ServerSettings(
            host=settings.http_host,
            port=settings.http_port,
            graceful_seconds=round(settings.shutdown_seconds),
            trusted_proxies=settings.trusted_proxies or ("127.0.0.1",),
        ),
        on_stop=service.on_stop,
    )


async def run_worker(service: Service, settings: SharedSettings) -> None:
    """Runs the loops until SIGTERM; answers health and metrics on `health_port` where that is set."""
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    working = [asyncio.create_task(run_loops(service.worker.loops))]
    if settings.health_port is not None:
        database = await service.container.get(Database)
        checks = {"database": database.ping, "worker": service.worker.check}
        registry = CollectorRegistry()
        measure_worker(service.worker, registry)
        app = Litestar(health_handlers(checks, registry), openapi_config=None, logging_config=None)
        probe = Server(app, ServerSettings(host=settings.http_host, port=settings.health_port))
        working.append(asyncio.create_task(probe.run()))
    log.info("worker.started", service=service.name, loops=sorted(service.worker.loops))
    ending = asyncio.create_task(ended.wait())
    done, _ = await asyncio.wait({*working, ending}, return_when=asyncio.FIRST_COMPLETED)
    for task in (*working, ending):
        task.cancel()
    await asyncio.wait({*working, ending}, timeout=settings.shutdown_seconds)
    for task in done - {ending}:
        task.result()


async def migrate_and_begin(service: Service, shared: Shared, dsn: str) -> None:
    """Brings the schema up to date, makes the topics that are missing, and what has to be there from the start."""
    await migrate(dsn, service.migrations)
    await shared.bus.ensure(service.topics)
    if service.begin is not None:
        await service.begin()


async def republish_all(service: Service) -> None:
    """Puts every present state into the outbox again, with its id and version. The relay sends it."""
    if service.republish is None:
        raise WrongUsage(f"{service.name} publishes no state of its own")
    count = await service.republish()
    log.info("republished", service=service.name, states=count)


async def rebuild_group(service: Service, shared: Shared, name: str) -> None:
    """Makes a group of projections hear its topics again from the earliest. Its workers must be stopped."""
    await rebuild(await service.container.get(Database), shared.bus, group_of(service, name))


async def tell_dead_letters(service: Service, name: str) -> None:
    """Writes a line for each waiting dead letter of the group."""
    database = await service.container.get(Database)
    for letter in await list_dead_letters(database, group_of(service, name).name):
        place = f"{letter.topic}/{letter.partition}/{letter.offset}"
        sys.stdout.write(f"{letter.id}\t{letter.at:%Y-%m-%dT%H:%M:%SZ}\t{place}\t{letter.key}\t{letter.cause}\n")


async def replay_dead_letters(service: Service, shared: Shared, name: str) -> bool:
    """Handles the group's waiting dead letters again. True when all went through."""
    handler = Handler(group_of(service, name), service.container, shared.clock)
    through, failed = await replay(await service.container.get(Database), handler)
    sys.stdout.write(f"{through} went through, {failed} failed again\n")
    return failed == 0


async def run_job(service: Service, name: str) -> None:
    """Runs one of the service's jobs to its end."""
    if name not in service.jobs:
        raise WrongUsage(f"{service.name} has no job {name!r}; it has {', '.join(sorted(service.jobs)) or 'none'}")
    await service.jobs[name]()


def group_of(service: Service, name: str) -> Group:
    """The consumer group of that name."""
    for group in service.groups:
        if group.name == name:
            return group
    raise WrongUsage(f"{service.name} has no group {name!r}; it has {', '.join(g.name for g in service.groups)}")
