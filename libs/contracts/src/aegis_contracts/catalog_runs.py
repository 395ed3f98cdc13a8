"""Topic ``aegis.catalog.runs``: the catalogue has applied all that a run published."""

from uuid import UUID

from msgspec import Struct

from aegis_kernel.facts import Topic, TopicSpec


class AppliedRun(Struct, frozen=True, kw_only=True):
    """`applied` counts items by kind; `unresolved` are technique ids that no source has given yet."""

    run_id: UUID
    source_id: UUID
    applied: dict[str, int] = {}
    unresolved: int = 0


CATALOG_RUNS = Topic(
    spec=TopicSpec(name="aegis.catalog.runs", retention_seconds=7 * 86_400),
    owner="catalog",
    state=AppliedRun,
    types={"ContentApplied": "aegis.catalog.content.applied.v1"},
    heard_by=("import",),
)
