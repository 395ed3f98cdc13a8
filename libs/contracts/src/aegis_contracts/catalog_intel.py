"""Topic ``aegis.catalog.intel``: entries of feeds, and what people made of them."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_contracts.words import IntelTriage
from aegis_kernel.facts import Topic, TopicSpec


class IntelState(Struct, frozen=True, kw_only=True):
    """A feed entry, without its text. `technique_ids` are the techniques that it names."""

    id: UUID
    name: str
    triage: IntelTriage = "new"
    link: str | None = None
    feeds: tuple[str, ...] = ()
    published: datetime | None = None
    technique_ids: tuple[UUID, ...] = ()


CATALOG_INTEL = Topic(
    spec=TopicSpec(name="aegis.catalog.intel", retention_seconds=365 * 86_400),
    owner="catalog",
    state=IntelState,
    types={
        "IntelItemPublished": "aegis.catalog.intel.published.v1",
        "IntelItemRevised": "aegis.catalog.intel.revised.v1",
        "IntelItemKept": "aegis.catalog.intel.kept.v1",
        "IntelItemDismissed": "aegis.catalog.intel.dismissed.v1",
    },
    heard_by=("reporting",),
)
