"""testing-workflow as one value, whatever runs it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

import structlog
from litestar import Litestar

from aegis_chassis.database.pool import Database, open_database
from aegis_chassis.messaging.dead_letters import dead_letter_topic
from aegis_chassis.objects import ObjectStore
from aegis_chassis.process.service import Service, Shared
from aegis_chassis.process.worker import make_worker
from aegis_chassis.web.application import create_app
from aegis_chassis.web.streams import Streams
from aegis_contracts.audit_entries import AUDIT_ENTRIES
from aegis_contracts.topics import owned_by
from aegis_testing.adapters.persistence.migrations import MIGRATIONS
from aegis_testing.application.commands.republish import Republish
from aegis_testing.application.commands.sweep_evidence import SweepEvidence
from aegis_testing.bootstrap.container import container as make_container
from aegis_testing.bootstrap.groups import PROJECTIONS
from aegis_testing.bootstrap.settings import TestingSettings
from aegis_testing.entrypoints.http.controllers import CONTROLLERS, OWNS

NAME = "testing-workflow"
GROUPS = (PROJECTIONS,)
# A list of tests is asked for with any mix of filters: a plan for all of them fits none (measured: 160 ms for 3).
SESSIONS = {"plan_cache_mode": "force_custom_plan"}

log = structlog.get_logger(__name__)


def service(settings: TestingSettings, shared: Shared) -> Service:
    """The service; nothing is connected yet."""
    dsn = settings.database_dsn(MIGRATIONS.schema)
    wake = shared.wake_for(MIGRATIONS.schema)

    def database() -> Database:
        return open_database(dsn, schema=MIGRATIONS.schema, size=settings.pool_size, settings=SESSIONS)

    container = make_container(settings, database, shared, wake)

    async def objects_answer() -> None:
        await (await container.get(ObjectStore)).ping()

    @asynccontextmanager
    async def streaming(_: Litestar) -> AsyncIterator[None]:
        async with (await container.get(Streams)).run():
            yield

    def api() -> Litestar:
        return create_app(
            name=NAME,
            version=version("aegis-testing-workflow"),
            container=container,
            identity=shared.identity,
            controllers=CONTROLLERS,
            groups=GROUPS,
            checks={"object_store": objects_answer},
            lifespans=[streaming],
        )

    async def sweep_evidence() -> None:
        async with container() as scope:
            swept = await (await scope.get(SweepEvidence))()
        log.info("evidence.swept", objects=swept)

    async def republish() -> int:
        async with container() as scope:
            return await (await scope.get(Republish))()

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
        ),
        migrations=MIGRATIONS,
        topics=(*(topic.spec for topic in owned_by(NAME)), AUDIT_ENTRIES.spec, dead_letter_topic(NAME)),
        groups=GROUPS,
        jobs={"sweep-evidence": sweep_evidence},
        republish=republish,
    )
