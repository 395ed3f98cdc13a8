"""Topic ``aegis.catalog.techniques``: what a technique is, without its prose."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_contracts.words import ContentState, Domain
from aegis_kernel.facts import Cleanup, Topic, TopicSpec


class TechniqueTactic(Struct, frozen=True, kw_only=True):
    """One cell of a domain's matrix that the technique stands in."""

    domain: Domain
    tactic_id: UUID


class TechniqueState(Struct, frozen=True, kw_only=True):
    """Facts of a technique. `revoked_by` is the next in its chain; `successor_id` the end of the chain."""

    id: UUID
    attack_id: str
    name: str
    state: ContentState
    domains: tuple[Domain, ...]
    tactics: tuple[TechniqueTactic, ...]
    platforms: tuple[str, ...]
    is_subtechnique: bool = False
    parent_id: UUID | None = None
    revoked_by: UUID | None = None
    successor_id: UUID | None = None
    review_required: bool = False
    own: bool = False
    release: str | None = None
    url: str | None = None
    withdrawn_at: datetime | None = None


CATALOG_TECHNIQUES = Topic(
    spec=TopicSpec(name="aegis.catalog.techniques", partitions=3, cleanup=Cleanup.COMPACT),
    owner="catalog",
    state=TechniqueState,
    types={
        "TechniquePublished": "aegis.catalog.technique.published.v1",
        "TechniqueRevised": "aegis.catalog.technique.revised.v1",
        "TechniqueWithdrawn": "aegis.catalog.technique.withdrawn.v1",
        "TechniqueFlaggedForReview": "aegis.catalog.technique.flagged-for-review.v1",
        "TechniqueReviewed": "aegis.catalog.technique.reviewed.v1",
    },
    heard_by=("testing-workflow", "scoring", "reporting"),
)
