"""Topic ``aegis.catalog.adversaries``: Caldera's adversaries as blueprints of campaigns."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_contracts.words import ContentState
from aegis_kernel.facts import Cleanup, Topic, TopicSpec


class AdversaryStep(Struct, frozen=True, kw_only=True):
    """One ability, in order. `template_ids` are its templates, one a platform and executor; empty when upstream names
    an ability that is not there."""

    ability: str
    template_ids: tuple[UUID, ...] = ()


class AdversaryState(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    state: ContentState
    steps: tuple[AdversaryStep, ...] = ()
    withdrawn_at: datetime | None = None


CATALOG_ADVERSARIES = Topic(
    spec=TopicSpec(name="aegis.catalog.adversaries", cleanup=Cleanup.COMPACT),
    owner="catalog",
    state=AdversaryState,
    types={
        "AdversaryPublished": "aegis.catalog.adversary.published.v1",
        "AdversaryRevised": "aegis.catalog.adversary.revised.v1",
        "AdversaryWithdrawn": "aegis.catalog.adversary.withdrawn.v1",
    },
    heard_by=("testing-workflow",),
)
