"""Topic ``aegis.catalog.software``: malware and tools with the techniques that they use."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_contracts.words import ContentState, Domain
from aegis_kernel.facts import Cleanup, Topic, TopicSpec


class SoftwareState(Struct, frozen=True, kw_only=True):
    id: UUID
    attack_id: str
    name: str
    type: str
    state: ContentState
    domains: tuple[Domain, ...] = ()
    platforms: tuple[str, ...] = ()
    technique_ids: tuple[UUID, ...] = ()
    withdrawn_at: datetime | None = None


CATALOG_SOFTWARE = Topic(
    spec=TopicSpec(name="aegis.catalog.software", partitions=3, cleanup=Cleanup.COMPACT),
    owner="catalog",
    state=SoftwareState,
    types={
        "SoftwarePublished": "aegis.catalog.software.published.v1",
        "SoftwareRevised": "aegis.catalog.software.revised.v1",
        "SoftwareWithdrawn": "aegis.catalog.software.withdrawn.v1",
    },
    heard_by=("scoring", "reporting"),
)
