"""Topic ``aegis.catalog.templates``: ready ways to try a technique, with the procedure."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_contracts.imported.templates import Argument, Dependency
from aegis_contracts.words import ContentState, TemplateApproval
from aegis_kernel.facts import Cleanup, Topic, TopicSpec


class TemplateState(Struct, frozen=True, kw_only=True):
    """A test template. `source` is the upstream (``atomic``, ``caldera``, ``lolbas``, ``gtfobins``) or ``custom``;
    `revision` counts the versions of its procedure, and a test keeps a copy of the one that it was made from.

    `technique_ids` are the techniques that the named ids lead to; upstream's templates are always ``approved``.
    `rule_ids` are the detection rules that people confirmed for it, whatever their deployment.
    """

    id: UUID
    source: str
    upstream_key: str
    name: str
    state: ContentState
    approval: TemplateApproval = "approved"
    revision: int = 1
    technique_ids: tuple[UUID, ...] = ()
    technique_ids_named: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    executor: str = ""
    command: str = ""
    cleanup: str | None = None
    privileges: tuple[str, ...] = ()
    elevation_required: bool = False
    arguments: tuple[Argument, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    dependency_executor: str | None = None
    skill: str | None = None
    group: str | None = None
    rule_ids: tuple[UUID, ...] = ()
    url: str | None = None
    withdrawn_at: datetime | None = None


CATALOG_TEMPLATES = Topic(
    spec=TopicSpec(name="aegis.catalog.templates", partitions=3, cleanup=Cleanup.COMPACT),
    owner="catalog",
    state=TemplateState,
    types={
        "TemplatePublished": "aegis.catalog.template.published.v1",
        "TemplateRevised": "aegis.catalog.template.revised.v1",
        "TemplateWithdrawn": "aegis.catalog.template.withdrawn.v1",
    },
    heard_by=("testing-workflow", "scoring", "reporting"),
)
