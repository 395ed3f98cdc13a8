"""Scoring's container."""

from collections.abc import Callable

from dishka import STRICT_VALIDATION, AsyncContainer, make_async_container

from aegis_chassis.database.pool import Database
from aegis_chassis.messaging.wake import Wake
from aegis_chassis.process.service import Shared
from aegis_chassis.process.wiring import ChassisProvider
from aegis_contracts.audit_entries import AUDIT_ENTRIES
from aegis_scoring.bootstrap.providers import PersistenceProvider, ReaderProvider, UseCaseProvider


def make_container(open_database: Callable[[], Database], shared: Shared, wake: Wake) -> AsyncContainer:
    """All that scoring is made of. `open_database` is called once, when somebody asks for it."""
    chassis = ChassisProvider(
        service="scoring", open_database=open_database, shared=shared, wake=wake, audit=AUDIT_ENTRIES
    )
    return make_async_container(
        chassis, PersistenceProvider(), ReaderProvider(), UseCaseProvider(), validation_settings=STRICT_VALIDATION
    )
