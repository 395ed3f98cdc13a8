"""Scoring as one value, whatever runs it."""

from importlib.metadata import version

import structlog
from litestar import Litestar

from aegis_chassis.database.pool import Database, open_database
from aegis_chassis.messaging.dead_letters import dead_letter_topic
from aegis_chassis.process.service import Service, Shared
from aegis_chassis.process.worker import make_worker
from aegis_chassis.web.application import create_app
from aegis_contracts.audit_entries import AUDIT_ENTRIES
from aegis_contracts.topics import owned_by
from aegis_scoring.adapters.persistence.schema import MIGRATIONS
from aegis_scoring.application.commands.begin_scoring import BeginScoring
from aegis_scoring.application.commands.republish import Republish
from aegis_scoring.bootstrap.container import make_container
from aegis_scoring.bootstrap.groups import GROUPS
from aegis_scoring.bootstrap.settings import ScoringSettings
from aegis_scoring.entrypoints.http.controllers import CONTROLLERS, OWNS
from aegis_scoring.entrypoints.jobs import rescore_all, rescore_due, rescoring_loop

NAME = "scoring"

log = structlog.get_logger(__name__)


def service(settings: ScoringSettings, shared: Shared) -> Service:
    """The service; nothing is connected yet."""
    dsn = settings.database_dsn(MIGRATIONS.schema)
    wake = shared.wake_for(MIGRATIONS.schema)

    def database() -> Database:
        return open_database(dsn, schema=MIGRATIONS.schema, size=settings.pool_size)

    container = make_container(database, shared, wake)

    def api() -> Litestar:
        return create_app(
            name=NAME,
            version=version("aegis-scoring"),
            container=container,
            identity=shared.identity,
            controllers=CONTROLLERS,
            groups=GROUPS,
        )

    async def begin() -> None:
        async with container() as scope:
            begun = await (await scope.get(BeginScoring))()
        log.info("scoring.begun" if begun else "scoring.had_begun")

    async def republish() -> int:
        async with container() as scope:
            return await (await scope.get(Republish))()

    async def due() -> None:
        await rescore_due(container)

    async def everything() -> None:
        await rescore_all(container)

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
            others={"rescore-due": rescoring_loop(container, every_seconds=settings.due_seconds)},
        ),
        migrations=MIGRATIONS,
        topics=(*(topic.spec for topic in owned_by(NAME)), AUDIT_ENTRIES.spec, dead_letter_topic(NAME)),
        groups=GROUPS,
        jobs={"rescore-due": due, "rescore-all": everything},
        begin=begin,
        republish=republish,
    )
