"""Reporting as one value, whatever runs it."""

from importlib.metadata import version

from dishka import STRICT_VALIDATION, AsyncContainer, make_async_container

from aegis_chassis.database.pool import Database, open_database
from aegis_chassis.messaging.dead_letters import dead_letter_topic
from aegis_chassis.messaging.wake import Wake
from aegis_chassis.process.service import Service, Shared
from aegis_chassis.process.wiring import ChassisProvider
from aegis_chassis.process.worker import make_worker
from aegis_chassis.scheduling import Schedule, ScheduleRunner, ScheduleTelling, republish_schedules
from aegis_chassis.web.streams import Streams
from aegis_contracts.audit_entries import AUDIT_ENTRIES
from aegis_contracts.operations_schedules import OPERATIONS_SCHEDULES
from aegis_reporting.adapters.persistence.activity.feed import CHANNEL
from aegis_reporting.adapters.persistence.migrations import MIGRATIONS
from aegis_reporting.adapters.signing.ed25519 import Ed25519Signer
from aegis_reporting.bootstrap.api import make_api
from aegis_reporting.bootstrap.groups import GROUPS
from aegis_reporting.bootstrap.providers import AdapterProvider, HttpProvider, UseCaseProvider
from aegis_reporting.bootstrap.settings import ReportingSettings
from aegis_reporting.entrypoints.http.controllers import OWNS
from aegis_reporting.entrypoints.jobs import SIGN_AUDIT_HEAD, sign_audit_head

NAME = "reporting"


def service(settings: ReportingSettings, shared: Shared) -> Service:
    """The service. Opens no connection yet. Its topics hold `audit.entries`: all write it, and it alone hears it."""
    dsn = settings.database_dsn(MIGRATIONS.schema)
    database = open_database(dsn, schema=MIGRATIONS.schema, size=settings.pool_size)
    streams = Streams(database, CHANNEL)
    wake = shared.wake_for(MIGRATIONS.schema)
    container = _container(settings, shared, database, wake, streams)
    jobs = {SIGN_AUDIT_HEAD: lambda: sign_audit_head(container)}
    daily = Schedule(name=SIGN_AUDIT_HEAD, job=SIGN_AUDIT_HEAD, rule=settings.audit_signing_rule)
    telling = ScheduleTelling(OPERATIONS_SCHEDULES, NAME)
    schedules = ScheduleRunner(container, shared.clock, jobs, fixed=[daily], telling=telling)
    worker = make_worker(
        service=NAME,
        schema=MIGRATIONS.schema,
        dsn=dsn,
        bus=shared.bus,
        wake=wake,
        container=container,
        clock=shared.clock,
        groups=GROUPS,
        others={"schedules": schedules.run},
    )
    return Service(
        name=NAME,
        owns=OWNS,
        container=container,
        api=lambda: make_api(container, shared.identity, version=version("aegis-reporting")),
        worker=worker,
        migrations=MIGRATIONS,
        topics=[AUDIT_ENTRIES.spec, OPERATIONS_SCHEDULES.spec, dead_letter_topic(NAME)],
        groups=GROUPS,
        jobs=jobs,
        republish=lambda: republish_schedules(container, telling),
        on_stop=(streams.close,),
    )


def _container(
    settings: ReportingSettings, shared: Shared, database: Database, wake: Wake, streams: Streams
) -> AsyncContainer:
    signer = Ed25519Signer(
        pem=settings.audit_key.reveal() if settings.audit_key else None, path=settings.audit_key_path
    )
    chassis = ChassisProvider(
        service=NAME,
        open_database=lambda: database,
        shared=shared,
        wake=wake,
        audit=AUDIT_ENTRIES,
    )
    return make_async_container(
        chassis,
        AdapterProvider(signer),
        UseCaseProvider(),
        HttpProvider(streams, settings.public_url),
        validation_settings=STRICT_VALIDATION,
    )
