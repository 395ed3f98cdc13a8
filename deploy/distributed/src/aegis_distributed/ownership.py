"""The services as they say they are: built for their descriptions alone, without anything behind them."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from aegis_chassis.messaging.postgres_log import PostgresLogBus
from aegis_chassis.process.service import Service, Shared
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


def built_services() -> Mapping[str, Service]:
    """Each service by its name, as it is built; nothing is connected."""
    shared = Shared(
        bus=PostgresLogBus(NOWHERE["AEGIS_DATABASE_URL"]),
        clock=SystemClock(),
        processes=ThreadPoolExecutor(1),
        identity=LateIdentityGate(),
    )
    return {
        installed.name: installed.build(
            load_settings(installed.settings, service=installed.schema, environ=NOWHERE), shared
        )
        for installed in SERVICES
    }
