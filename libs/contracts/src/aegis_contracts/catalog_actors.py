"""Topic ``aegis.catalog.actors``: threat actors with their own uses of techniques."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_contracts.words import ContentState, Domain, Way
from aegis_kernel.facts import Cleanup, Topic, TopicSpec


class ActorUse(Struct, frozen=True, kw_only=True):
    technique_id: UUID
    way: Way = "direct"


class ActorProfile(Struct, frozen=True, kw_only=True):
    """What one source beside ATT&CK says of an actor; sources that differ stand side by side."""

    source: str
    name: str
    country: str | None = None
    motivation: tuple[str, ...] = ()


class ActorState(Struct, frozen=True, kw_only=True):
    """`uses` holds the ways ``direct`` and ``campaign``; ways through software are joined from `software`."""

    id: UUID
    attack_id: str
    name: str
    state: ContentState
    aliases: tuple[str, ...] = ()
    domains: tuple[Domain, ...] = ()
    uses: tuple[ActorUse, ...] = ()
    software: tuple[UUID, ...] = ()
    profiles: tuple[ActorProfile, ...] = ()
    own: bool = False
    withdrawn_at: datetime | None = None


CATALOG_ACTORS = Topic(
    spec=TopicSpec(name="aegis.catalog.actors", partitions=3, cleanup=Cleanup.COMPACT),
    owner="catalog",
    state=ActorState,
    types={
        "ThreatActorPublished": "aegis.catalog.actor.published.v1",
        "ThreatActorRevised": "aegis.catalog.actor.revised.v1",
        "ThreatActorWithdrawn": "aegis.catalog.actor.withdrawn.v1",
    },
    heard_by=("testing-workflow", "scoring", "reporting"),
)
