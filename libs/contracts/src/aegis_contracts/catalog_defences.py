"""Topic ``aegis.catalog.defences``: D3FEND techniques, what they counter, and what we have done about them."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_contracts.words import ContentState, ImplementationStatus
from aegis_kernel.facts import Cleanup, Topic, TopicSpec


class DefenceState(Struct, frozen=True, kw_only=True):
    """A defence. `implementation` is ours, with the tool, the owner and since when it is so."""

    id: UUID
    d3fend_id: str
    name: str
    state: ContentState
    tactic: str = ""
    parent_id: UUID | None = None
    technique_ids: tuple[UUID, ...] = ()
    technique_ids_named: tuple[str, ...] = ()
    implementation: ImplementationStatus = "none"
    tool_id: UUID | None = None
    owner: str | None = None
    since: datetime | None = None
    url: str | None = None
    withdrawn_at: datetime | None = None


CATALOG_DEFENCES = Topic(
    spec=TopicSpec(name="aegis.catalog.defences", partitions=3, cleanup=Cleanup.COMPACT),
    owner="catalog",
    state=DefenceState,
    types={
        "DefencePublished": "aegis.catalog.defence.published.v1",
        "DefenceRevised": "aegis.catalog.defence.revised.v1",
        "DefenceWithdrawn": "aegis.catalog.defence.withdrawn.v1",
        "DefenceImplementationChanged": "aegis.catalog.defence.implementation-changed.v1",
    },
    heard_by=("scoring", "reporting"),
)
