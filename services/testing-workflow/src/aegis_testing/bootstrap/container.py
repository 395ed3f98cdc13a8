"""The container of testing-workflow."""

from dishka import STRICT_VALIDATION, AsyncContainer, make_async_container

from aegis_chassis.database.pool import Database
from aegis_chassis.messaging.wake import Wake
from aegis_chassis.process.service import Shared
from aegis_chassis.process.wiring import ChassisProvider
from aegis_chassis.web.streams import Streams
from aegis_contracts.audit_entries import AUDIT_ENTRIES
from aegis_testing.bootstrap.providing import EvidenceProvider, HttpProvider, reading_provider, writing_provider
from aegis_testing.bootstrap.settings import TestingSettings


def make_container(
    settings: TestingSettings, shared: Shared, database: Database, wake: Wake, streams: Streams
) -> AsyncContainer:
    """All that testing-workflow is made of. It closes `database` at its end, when somebody has asked for it."""
    chassis = ChassisProvider(
        service="testing-workflow", open_database=lambda: database, shared=shared, wake=wake, audit=AUDIT_ENTRIES
    )
    return make_async_container(
        chassis,
        EvidenceProvider(settings),
        HttpProvider(settings, streams),
        reading_provider(),
        writing_provider(),
        validation_settings=STRICT_VALIDATION,
    )
