"""testing-workflow as one value, whatever runs it."""

from importlib.metadata import version

from aegis_chassis.database.pool import open_database
from aegis_chassis.messaging.dead_letters import dead_letter_topic
from aegis_chassis.process.service import Service, Shared
from aegis_chassis.process.worker import make_worker
from aegis_chassis.scheduling import Schedule, ScheduleRunner, ScheduleTelling, republish_schedules
from aegis_chassis.web.streams import Streams
from aegis_contracts.audit_entries import AUDIT_ENTRIES
from aegis_contracts.operations_schedules import OPERATIONS_SCHEDULES
from aegis_contracts.topics import owned_by
from aegis_testing.adapters.persistence.changes import CHANNEL
from aegis_testing.adapters.persistence.migrations import MIGRATIONS
from aegis_testing.application.commands.republish import Republish
from aegis_testing.bootstrap.api import make_api
from aegis_testing.bootstrap.container import make_container
from aegis_testing.bootstrap.groups import GROUPS
from aegis_testing.bootstrap.settings import TestingSettings
from aegis_testing.entrypoints.http.controllers import OWNS
from aegis_testing.entrypoints.jobs import REVEAL_DUE, SWEEP_EVIDENCE, reveal_due, reveals, sweep_evidence

NAME = "testing-workflow"
# A list of tests is asked for with any mix of filters: a plan for all of them fits none (measured: 160 ms for 3).
SESSIONS = {"plan_cache_mode": "force_custom_plan"}


def service(settings: TestingSettings, shared: Shared) -> Service:
    """The service. Opens no connection yet."""
    dsn = settings.database_dsn(MIGRATIONS.schema)
    database = open_database(dsn, schema=MIGRATIONS.schema, size=settings.pool_size, settings=SESSIONS)
    streams = Streams(database, CHANNEL)
    wake = shared.wake_for(MIGRATIONS.schema)
    container = make_container(settings, shared, database, wake, streams)

    async def republish() -> int:
        async with container() as scope:
            tests = await (await scope.get(Republish))()
        return tests + await republish_schedules(container, telling)

    jobs = {
        SWEEP_EVIDENCE: lambda: sweep_evidence(container),
        REVEAL_DUE: lambda: reveal_due(container),
    }
    nightly = Schedule(name=SWEEP_EVIDENCE, job=SWEEP_EVIDENCE, rule="30 3 * * *")
    telling = ScheduleTelling(OPERATIONS_SCHEDULES, NAME)
    schedules = ScheduleRunner(container, shared.clock, jobs, fixed=[nightly], telling=telling)
    worker = make_worker(
        service=NAME,
        schema=MIGRATIONS.schema,
        dsn=dsn,
        bus=shared.bus,
        wake=wake,
        container=container,
        clock=shared.clock,
        groups=GROUPS,
        others={"schedules": schedules.run, REVEAL_DUE: reveals(container)},
    )
    return Service(
        name=NAME,
        owns=OWNS,
        container=container,
        api=lambda: make_api(container, shared.identity, name=NAME, version=version("aegis-testing-workflow")),
        worker=worker,
        migrations=MIGRATIONS,
        topics=(
            *(topic.spec for topic in owned_by(NAME)),
            AUDIT_ENTRIES.spec,
            OPERATIONS_SCHEDULES.spec,
            dead_letter_topic(NAME),
        ),
        groups=GROUPS,
        jobs=jobs,
        republish=republish,
        on_stop=(streams.close,),
    )
