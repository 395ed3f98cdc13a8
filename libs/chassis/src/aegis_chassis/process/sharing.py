"""What a process opens once for all its services: the bus, a pool of processes, the way to identity."""

import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from aegis_chassis.messaging.kafka import KafkaBus
from aegis_chassis.messaging.postgres_log import PostgresLogBus
from aegis_chassis.process.processes import SpawnedProcesses
from aegis_chassis.process.service import Shared
from aegis_chassis.settings.every_service import SharedSettings
from aegis_chassis.web.identity_gate import HttpIdentityGate
from aegis_kernel.clock import SystemClock


@asynccontextmanager
async def opened(settings: SharedSettings, *, name: str, relays_here: bool) -> AsyncIterator[Shared]:
    """Opens them; closes them at the end of the block. `name` is what the bus knows this process by."""
    async with AsyncExitStack() as stack:
        bus = bus_of(settings, name)
        stack.push_async_callback(bus.close)
        identity = HttpIdentityGate(settings.identity_url or "http://127.0.0.1:8000", jwks_url=settings.jwks_url)
        stack.push_async_callback(identity.close)
        processes = SpawnedProcesses()
        stack.callback(processes.shutdown, wait=False, cancel_futures=True)
        yield Shared(bus=bus, clock=SystemClock(), processes=processes, identity=identity, relays_here=relays_here)


def bus_of(settings: SharedSettings, name: str) -> KafkaBus | PostgresLogBus:
    """The bus that the settings name; connects when it is first used."""
    if settings.bus == "postgres":
        return PostgresLogBus(settings.bus_dsn())
    trust = settings.kafka_security in {"SSL", "SASL_SSL"}
    cafile = str(settings.kafka_ca_file) if settings.kafka_ca_file else None
    return KafkaBus(
        ",".join(settings.kafka_bootstrap),
        prefix=settings.kafka_prefix,
        client_id=name,
        replication=settings.kafka_replication,
        security=settings.kafka_security,
        ssl_context=ssl.create_default_context(cafile=cafile) if trust else None,
        sasl_mechanism=settings.kafka_sasl_mechanism,
        sasl_username=settings.kafka_username,
        sasl_password=settings.kafka_password.reveal() if settings.kafka_password else None,
    )
