"""The container of testing-workflow."""

from collections.abc import Callable

from dishka import AsyncContainer, make_async_container

from aegis_chassis.database.pool import Database
from aegis_chassis.messaging.wake import Wake
from aegis_chassis.process.service import Shared
from aegis_chassis.process.wiring import ChassisProvider
from aegis_contracts.audit_entries import AUDIT_ENTRIES
from aegis_testing.bootstrap.providing import EvidenceProvider, reading_provider, writing_provider
from aegis_testing.bootstrap.settings import TestingSettings


def container(
    settings: TestingSettings, open_database: Callable[[], Database], shared: Shared, wake: Wake
) -> AsyncContainer:
    """All that testing-workflow is made of. `open_database` is called once, when somebody asks for it."""
    chassis = ChassisProvider(
        service="testing-workflow", open_database=open_database, shared=shared, wake=wake, audit=AUDIT_ENTRIES
    )
    return make_async_container(chassis, EvidenceProvider(settings), reading_provider(), writing_provider())
