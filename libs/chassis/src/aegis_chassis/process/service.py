"""One service, one value, whatever runs it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

from dishka import AsyncContainer
from litestar import Litestar

from aegis_chassis.database.migrations import Migrations
from aegis_chassis.messaging.bus import Bus
from aegis_chassis.messaging.hearing import Group
from aegis_chassis.messaging.wake import Wake, outbox_channel
from aegis_chassis.process.worker import Worker
from aegis_chassis.web.identity_gate import IdentityGate
from aegis_kernel.clock import Clock
from aegis_kernel.facts import TopicSpec

Job = Callable[[], Awaitable[None]]
"""Runs once, to its end."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What services in one process share. `processes` runs CPU-bound work off the loop; `identity` is whom to ask for
    keys and for the worth of API tokens. `relays_here` says whether this process runs the relays too: else a commit
    has to wake them by the database."""

    bus: Bus
    clock: Clock
    processes: Executor
    identity: IdentityGate
    relays_here: bool = True

    def wake_for(self, schema: str) -> Wake:
        """The bell between `schema`'s unit of work and its relay."""
        return Wake(None if self.relays_here else outbox_channel(schema))


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service as `bootstrap/service.py` builds it.

    `owns` are the first path segments below ``/api/v1`` that it answers; gateway configuration, the standalone
    dispatcher and the route test are made from it. `worker` holds its loops (relay, groups, schedules). `begin` makes,
    after the migrations, what has to be there from the first start on; any number of times. `on_stop` is called first
    when the API stops: it ends streams, which clients would hold open.
    """

    name: str
    owns: frozenset[str]
    container: AsyncContainer
    api: Callable[[], Litestar]
    worker: Worker
    migrations: Migrations
    topics: Sequence[TopicSpec]
    groups: Sequence[Group] = ()
    jobs: Mapping[str, Job] = field(default_factory=dict)
    begin: Job | None = None
    republish: Callable[[], Awaitable[int]] | None = None
    well_known: frozenset[str] = frozenset()
    on_stop: Sequence[Callable[[], None]] = ()
