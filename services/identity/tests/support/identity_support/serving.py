"""Identity, served on a database of its own, with cheap passwords."""

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from argon2 import PasswordHasher
from dishka import AsyncContainer
from litestar import Litestar

from aegis_chassis.database.pool import Database
from aegis_chassis.messaging.wake import Wake
from aegis_chassis.process.service import Shared
from aegis_chassis.settings import Secret
from aegis_chassis.web.identity_gate import LateIdentityGate
from aegis_identity.bootstrap.api import make_api
from aegis_identity.bootstrap.container import container as make_container
from aegis_identity.bootstrap.first_start import begin
from aegis_identity.bootstrap.gate import ContainerGate
from aegis_identity.bootstrap.settings import IdentitySettings
from aegis_kernel.clock import Clock, SystemClock
from aegis_testkit.http import serving
from aegis_testkit.memory_bus import MemoryBus

ADMIN = "admin@example.test"
ADMIN_PASSWORD = "first-admin-of-the-tests"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class Running:
    """A running identity: a client of it, and what is behind."""

    http: httpx.AsyncClient
    container: AsyncContainer
    database: Database
    app: Litestar
    gate: ContainerGate


def settings(**more: object) -> IdentitySettings:
    return IdentitySettings(
        database_url=Secret("postgresql://unused"),
        bus="postgres",
        key_secret=Secret("k" * 40),
        admin_email=ADMIN,
        admin_password=Secret(ADMIN_PASSWORD),
        **more,  # type: ignore[arg-type]
    )


@asynccontextmanager
async def identity_on(
    database: Database, *, clock: Clock | None = None, known: IdentitySettings | None = None
) -> AsyncIterator[Running]:
    """Begins and serves identity on `database`, which is closed at the end."""
    known = known or settings()
    shared = Shared(
        bus=MemoryBus(), clock=clock or SystemClock(), processes=ThreadPoolExecutor(1), identity=LateIdentityGate()
    )
    container = make_container(known, lambda: database, shared, Wake(), CHEAP)
    gate = ContainerGate(container)
    app = make_api(container, gate)
    await begin(container, known)
    async with serving(app) as http:
        yield Running(http, container, database, app, gate)
    await container.close()
