"""Topic ``aegis.catalog.frameworks``: compliance frameworks."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_contracts.words import ContentState
from aegis_kernel.facts import Cleanup, Topic, TopicSpec


class FrameworkState(Struct, frozen=True, kw_only=True):
    """A framework. `slug` is its public id; `attack_version` the ATT&CK version that its mappings were written for;
    `non_mappable_ids_named` the techniques that upstream calls non-mappable, which is never a mapping."""

    id: UUID
    slug: str
    name: str
    state: ContentState
    source: str
    version: str | None = None
    publisher: str = ""
    attack_version: str | None = None
    non_mappable_ids_named: tuple[str, ...] = ()
    url: str | None = None
    withdrawn_at: datetime | None = None


CATALOG_FRAMEWORKS = Topic(
    spec=TopicSpec(name="aegis.catalog.frameworks", partitions=3, cleanup=Cleanup.COMPACT),
    owner="catalog",
    state=FrameworkState,
    types={
        "FrameworkPublished": "aegis.catalog.framework.published.v1",
        "FrameworkRevised": "aegis.catalog.framework.revised.v1",
        "FrameworkWithdrawn": "aegis.catalog.framework.withdrawn.v1",
    },
    heard_by=("reporting",),
)
