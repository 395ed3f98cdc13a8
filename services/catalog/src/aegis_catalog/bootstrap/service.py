"""The catalogue as one value, whatever runs it."""

from importlib.metadata import version

import structlog
from dishka import AsyncContainer
from litestar import Litestar

from aegis_catalog.adapters.persistence.migrations import MIGRATIONS
from aegis_catalog.application.organisation.commands.begin import BeginOrganisation
from aegis_catalog.application.republishing.commands.republish import Republish
from aegis_catalog.bootstrap.container import container as make_container
from aegis_catalog.bootstrap.groups import PROJECTIONS
from aegis_catalog.bootstrap.settings import CatalogSettings
from aegis_catalog.entrypoints.http.controllers import CONTROLLERS, OWNS
from aegis_chassis.database.pool import Database, open_database
from aegis_chassis.messaging.dead_letters import dead_letter_topic
from aegis_chassis.process.service import Service, Shared
from aegis_chassis.process.worker import make_worker
from aegis_chassis.web.application import create_app
from aegis_contracts.audit_entries import AUDIT_ENTRIES
from aegis_contracts.topics import owned_by
from aegis_kernel.errors import Stale

NAME = "catalog"
GROUPS = (PROJECTIONS,)

log = structlog.get_logger(__name__)


def service(settings: CatalogSettings, shared: Shared) -> Service:
    """The service; nothing is connected yet."""
    dsn = settings.database_dsn(MIGRATIONS.schema)
    wake = shared.wake_for(MIGRATIONS.schema)

    def database() -> Database:
        return open_database(dsn, schema=MIGRATIONS.schema, size=settings.pool_size)

    container = make_container(database, shared, wake)

    def api() -> Litestar:
        return create_app(
            name=NAME,
            version=version("aegis-catalog"),
            container=container,
            identity=shared.identity,
            controllers=CONTROLLERS,
            groups=GROUPS,
        )

    async def begin() -> None:
        await begin_organisation(container)

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
        begin=begin,
        republish=republish,
    )


async def begin_organisation(container: AsyncContainer) -> None:
    """Makes the organisation's defaults and publishes them, at the first start only."""
    async with container() as scope:
        begin = await scope.get(BeginOrganisation)
        try:
            begun = await begin()
        except Stale:
            begun = False  # another process of ours has just done it
    log.info("organisation.begun" if begun else "organisation.was_there")
