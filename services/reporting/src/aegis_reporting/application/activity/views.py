"""Entries of the feed as they go out, in the list and in the stream. These structs are the wire form."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_reporting.application.activity.changes import Details, Kind


class TechniqueRef(Struct, frozen=True, kw_only=True):
    """A technique by its ids and name."""

    id: UUID
    attack_id: str
    name: str


class ActorRef(Struct, frozen=True, kw_only=True):
    """A person; without a name when identity has not told of them."""

    id: str
    name: str | None


class ActivityView(Struct, frozen=True, kw_only=True):
    """One entry. `id` rises; a stream goes on behind it. `details` depend on `kind`."""

    id: int
    at: datetime
    kind: Kind
    technique: TechniqueRef | None
    actor: ActorRef | None
    details: Details


class MetricDefinition(Struct, frozen=True, kw_only=True):
    """What a figure says, how it is made, what is good, and what to do about it."""

    what: str
    formula: str
    good: str
    next: str


class RecentView(Struct, frozen=True, kw_only=True):
    """The latest entries, newest first."""

    definition: MetricDefinition
    items: list[ActivityView]
