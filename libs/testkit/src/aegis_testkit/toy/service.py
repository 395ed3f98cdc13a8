"""The toy's container, and how a test publishes things."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from dishka import AsyncContainer, Provider, Scope, make_async_container

from aegis_chassis.database.pool import Database
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.messaging.bus import Bus
from aegis_chassis.messaging.wake import Wake
from aegis_chassis.process.service import Shared
from aegis_chassis.process.wiring import ChassisProvider
from aegis_chassis.web.identity_gate import LateIdentityGate
from aegis_kernel.clock import Clock, SystemClock
from aegis_testkit.toy.things import AUDIT, THINGS, CountThings, Thing


def toy_container(database: Database, bus: Bus, wake: Wake | None = None, clock: Clock | None = None) -> AsyncContainer:
    """A container on `database`, which it closes at its end."""
    clock = clock or SystemClock()
    own = Provider(scope=Scope.REQUEST)
    own.provide(CountThings)
    chassis = ChassisProvider(
        service="toy",
        open_database=lambda: database,
        shared=Shared(bus=bus, clock=clock, processes=ThreadPoolExecutor(1), identity=LateIdentityGate()),
        wake=wake or Wake(),
        audit=AUDIT,
    )
    return make_async_container(chassis, own)


def publish_thing(unit: SqlUnitOfWork, id_: UUID, version: int, value: int, *tags: str, gone: bool = False) -> None:
    """Publishes one state of one thing."""
    unit.publish(
        THINGS,
        key=str(id_),
        version=version,
        type_="ThingChanged",
        state=Thing(id=id_, value=value, tags=tags, gone=gone),
    )
