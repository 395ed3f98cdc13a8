"""The service's container."""

from collections.abc import Callable

from argon2 import PasswordHasher
from dishka import STRICT_VALIDATION, AsyncContainer, make_async_container

from aegis_chassis.database.pool import Database
from aegis_chassis.messaging.wake import Wake
from aegis_chassis.process.service import Shared
from aegis_chassis.process.wiring import ChassisProvider
from aegis_contracts.audit_entries import AUDIT_ENTRIES
from aegis_identity.bootstrap.providers import PersistenceProvider, SecretsProvider, UseCaseProvider
from aegis_identity.bootstrap.settings import IdentitySettings


def container(
    settings: IdentitySettings,
    open_database: Callable[[], Database],
    shared: Shared,
    wake: Wake,
    hasher: PasswordHasher | None = None,
) -> AsyncContainer:
    """A container; nothing is connected yet. Close it at the end. `hasher` is for tests, which cannot wait."""
    return make_async_container(
        ChassisProvider(service="identity", open_database=open_database, shared=shared, wake=wake, audit=AUDIT_ENTRIES),
        PersistenceProvider(),
        SecretsProvider(settings, hasher),
        UseCaseProvider(),
        validation_settings=STRICT_VALIDATION,
    )
