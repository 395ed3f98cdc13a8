"""The import's container."""

from collections.abc import Callable

from dishka import STRICT_VALIDATION, AsyncContainer, Provider, make_async_container

from aegis_chassis.database.pool import Database
from aegis_chassis.messaging.wake import Wake
from aegis_chassis.process.service import Shared
from aegis_chassis.process.wiring import ChassisProvider
from aegis_contracts.audit_entries import AUDIT_ENTRIES
from aegis_import.bootstrap.providers import ObjectsProvider, PersistenceProvider, ReadingProvider, UseCaseProvider
from aegis_import.bootstrap.settings import ImportSettings


def container(
    settings: ImportSettings,
    open_database: Callable[[], Database],
    shared: Shared,
    wake: Wake,
    objects: Provider | None = None,
) -> AsyncContainer:
    """All that the import is made of. `open_database` is called once, when somebody asks for it; `objects` is for tests
    that keep archives elsewhere."""
    chassis = ChassisProvider(
        service="import", open_database=open_database, shared=shared, wake=wake, audit=AUDIT_ENTRIES
    )
    return make_async_container(
        chassis,
        PersistenceProvider(),
        ReadingProvider(settings),
        UseCaseProvider(),
        objects or ObjectsProvider(settings),
        validation_settings=STRICT_VALIDATION,
    )
