"""The catalogue's container."""

from collections.abc import Callable

from dishka import AsyncContainer, make_async_container

from aegis_catalog.bootstrap.content import content_provider
from aegis_catalog.bootstrap.exercise import exercise_provider
from aegis_catalog.bootstrap.organisation import organisation_provider
from aegis_catalog.bootstrap.own_content import own_content_provider
from aegis_catalog.bootstrap.own_exercise import own_exercise_provider
from aegis_catalog.bootstrap.reading import reading_provider
from aegis_catalog.bootstrap.upgrades import upgrades_provider
from aegis_catalog.bootstrap.writing import writing_provider
from aegis_chassis.database.pool import Database
from aegis_chassis.messaging.wake import Wake
from aegis_chassis.process.service import Shared
from aegis_chassis.process.wiring import ChassisProvider
from aegis_contracts.audit_entries import AUDIT_ENTRIES


def container(open_database: Callable[[], Database], shared: Shared, wake: Wake) -> AsyncContainer:
    """All that the catalogue is made of. `open_database` is called once, when somebody asks for it."""
    chassis = ChassisProvider(
        service="catalog", open_database=open_database, shared=shared, wake=wake, audit=AUDIT_ENTRIES
    )
    return make_async_container(
        chassis,
        content_provider(),
        reading_provider(),
        writing_provider(),
        upgrades_provider(),
        organisation_provider(),
        own_content_provider(),
        exercise_provider(),
        own_exercise_provider(),
    )
