"""Which paths each service owns, asked of the services themselves."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from aegis_chassis.messaging.postgres_log import PostgresLogBus
from aegis_chassis.process.service import Shared
from aegis_chassis.settings.loading import load_settings
from aegis_chassis.web.identity_gate import LateIdentityGate
from aegis_kernel.clock import SystemClock
from aegis_standalone.services import SERVICES

NOWHERE = {
    "AEGIS_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    "AEGIS_BUS": "postgres",
    "AEGIS_OBJECT_STORE_URL": "file:///nonexistent",
    "AEGIS_IDENTITY_URL": "http://127.0.0.1:1",
    "AEGIS_IDENTITY_KEY_SECRET_PATH": "/nonexistent/key-secret",
    "AEGIS_PUBLIC_URL": "http://127.0.0.1:1",
}
"""Settings that reach nothing: building a service connects nowhere."""


@dataclass(frozen=True, slots=True)
class Owned:
    """First segments below ``/api/v1``, and whole well-known paths."""

    owns: frozenset[str]
    well_known: frozenset[str]


def ownership() -> Mapping[str, Owned]:
    """What each service owns, by its name."""
    shared = Shared(
        bus=PostgresLogBus(NOWHERE["AEGIS_DATABASE_URL"]),
        clock=SystemClock(),
        processes=ThreadPoolExecutor(1),
        identity=LateIdentityGate(),
    )
    found: dict[str, Owned] = {}
    for installed in SERVICES:
        settings = load_settings(installed.settings, service=installed.schema, environ=NOWHERE)
        service = installed.build(settings, shared)
        found[installed.name] = Owned(service.owns, service.well_known)
    return found
