"""Identity as one value, whatever runs it."""

from aegis_chassis.database.pool import Database, open_database
from aegis_chassis.messaging.dead_letters import dead_letter_topic
from aegis_chassis.process.service import Service, Shared
from aegis_chassis.process.worker import make_worker
from aegis_chassis.web.identity_gate import JWKS_PATH, LateIdentityGate
from aegis_contracts.audit_entries import AUDIT_ENTRIES
from aegis_contracts.topics import owned_by
from aegis_identity.adapters.persistence.migrations import MIGRATIONS
from aegis_identity.application.commands.republish import Republish
from aegis_identity.bootstrap.api import GROUPS, NAME, make_api
from aegis_identity.bootstrap.container import container as make_container
from aegis_identity.bootstrap.first_start import begin
from aegis_identity.bootstrap.gate import ContainerGate
from aegis_identity.bootstrap.settings import IdentitySettings
from aegis_identity.entrypoints.http.controllers import OWNS
from aegis_identity.entrypoints.jobs import jobs, upkeep


def service(settings: IdentitySettings, shared: Shared) -> Service:
    """The service; nothing is connected yet. In one process with others it becomes whom they ask about callers."""
    dsn = settings.database_dsn(MIGRATIONS.schema)
    wake = shared.wake_for(MIGRATIONS.schema)

    def database() -> Database:
        return open_database(dsn, schema=MIGRATIONS.schema, size=settings.pool_size)

    container = make_container(settings, database, shared, wake)
    gate = ContainerGate(container)
    if isinstance(shared.identity, LateIdentityGate):
        shared.identity.bind(gate)

    async def republish() -> int:
        async with container() as scope:
            return await (await scope.get(Republish))()

    return Service(
        name=NAME,
        owns=OWNS,
        container=container,
        api=lambda: make_api(container, gate),
        worker=make_worker(
            service=NAME,
            schema=MIGRATIONS.schema,
            dsn=dsn,
            bus=shared.bus,
            wake=wake,
            container=container,
            clock=shared.clock,
            groups=GROUPS,
            others={"upkeep": upkeep(container)},
        ),
        migrations=MIGRATIONS,
        topics=(*(topic.spec for topic in owned_by(NAME)), AUDIT_ENTRIES.spec, dead_letter_topic(NAME)),
        groups=GROUPS,
        jobs=jobs(container),
        begin=lambda: begin(container, settings),
        republish=republish,
        well_known=frozenset({JWKS_PATH}),
    )
