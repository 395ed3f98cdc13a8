"""The import as one value, whatever runs it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from litestar import Litestar

from aegis_chassis.database.pool import Database, open_database
from aegis_chassis.messaging.dead_letters import dead_letter_topic
from aegis_chassis.objects.store import ObjectStore
from aegis_chassis.process.service import Service, Shared
from aegis_chassis.process.worker import make_worker
from aegis_chassis.scheduling import ScheduleRunner, ScheduleTelling, republish_schedules
from aegis_chassis.web.application import create_app
from aegis_chassis.web.streams import Streams
from aegis_contracts.audit_entries import AUDIT_ENTRIES
from aegis_contracts.operations_schedules import OPERATIONS_SCHEDULES
from aegis_contracts.topics import owned_by
from aegis_import.adapters.persistence.migrations import MIGRATIONS
from aegis_import.adapters.persistence.schedules import JOB
from aegis_import.application.commands.republish import Republish
from aegis_import.application.reactions.schedules import QueueDue
from aegis_import.bootstrap.container import container as make_container
from aegis_import.bootstrap.groups import GROUPS
from aegis_import.bootstrap.providers import run_streams
from aegis_import.bootstrap.settings import ImportSettings
from aegis_import.entrypoints.http.controllers import CONTROLLERS, OWNS
from aegis_import.entrypoints.queue import LOOK_EVERY_SECONDS, RunQueue
from aegis_import.entrypoints.source_health import SourceHealth

NAME = "import"


def service(settings: ImportSettings, shared: Shared) -> Service:
    """The service; nothing is connected yet."""
    dsn = settings.database_dsn(MIGRATIONS.schema)
    wake = shared.wake_for(MIGRATIONS.schema)

    def database() -> Database:
        return open_database(dsn, schema=MIGRATIONS.schema, size=settings.pool_size)

    container = make_container(settings, database, shared, wake)

    def api() -> Litestar:
        @asynccontextmanager
        async def streaming(_: Litestar) -> AsyncIterator[None]:
            async with (await container.get(Streams)).run():
                yield

        async def objects_can_be_kept() -> None:
            await (await container.get(ObjectStore)).ping()

        return create_app(
            name=NAME,
            version=version("aegis-import"),
            container=container,
            identity=shared.identity,
            controllers=CONTROLLERS,
            groups=GROUPS,
            checks={"objects": objects_can_be_kept},
            lifespans=[streaming],
        )

    async def republish() -> int:
        async with container() as scope:
            said = await (await scope.get(Republish))()
        return said + await republish_schedules(container, telling)

    queue = RunQueue(container, lambda opened: run_streams(opened, ping_seconds=LOOK_EVERY_SECONDS))
    health = SourceHealth(container)
    telling = ScheduleTelling(OPERATIONS_SCHEDULES, NAME)
    schedules = ScheduleRunner(container, shared.clock, {JOB: QueueDue}, telling=telling)
    return Service(
        name=NAME,
        owns=OWNS,
        container=container,
        api=api,
        worker=make_worker(
            service=NAME,
            schema=MIGRATIONS.schema,
            dsn=dsn,
            bus=shared.bus,
            wake=wake,
            container=container,
            clock=shared.clock,
            groups=GROUPS,
            others={"import_queue": queue.run, "schedules": schedules.run, "source_health": health.run},
            gauges=health.gauges,
        ),
        migrations=MIGRATIONS,
        topics=(
            *(topic.spec for topic in owned_by(NAME)),
            AUDIT_ENTRIES.spec,
            OPERATIONS_SCHEDULES.spec,
            dead_letter_topic(NAME),
        ),
        groups=GROUPS,
        republish=republish,
    )
