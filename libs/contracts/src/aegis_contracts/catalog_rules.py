"""Topic ``aegis.catalog.rules``: detection rules without their bodies, with where they are deployed."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_contracts.imported.rules import RuleLogSource
from aegis_contracts.words import ContentState, DeploymentStatus, RuleKind
from aegis_kernel.facts import Cleanup, Topic, TopicSpec


class Deployment(Struct, frozen=True, kw_only=True):
    """A rule in one of our tools. Upstream's status never says this; a rule that stands in no tool is not deployed.
    `since` is when it came to be so, `local_id` the tool's own name for it."""

    tool_id: UUID
    status: DeploymentStatus
    since: datetime
    local_id: str | None = None
    owner: str | None = None


class RuleState(Struct, frozen=True, kw_only=True):
    """A detection rule. `source` is the upstream (``sigma``, ``elastic``, ``splunk``) or ``custom``; `technique_ids`
    are the techniques that the named ids lead to."""

    id: UUID
    source: str
    kind: RuleKind
    upstream_key: str
    name: str
    state: ContentState
    severity: str | None = None
    status: str | None = None
    language: str | None = None
    log_source: RuleLogSource = RuleLogSource()
    technique_ids: tuple[UUID, ...] = ()
    technique_ids_named: tuple[str, ...] = ()
    deployments: tuple[Deployment, ...] = ()
    url: str | None = None
    withdrawn_at: datetime | None = None


CATALOG_RULES = Topic(
    spec=TopicSpec(name="aegis.catalog.rules", partitions=3, cleanup=Cleanup.COMPACT),
    owner="catalog",
    state=RuleState,
    types={
        "RulePublished": "aegis.catalog.rule.published.v1",
        "RuleRevised": "aegis.catalog.rule.revised.v1",
        "RuleWithdrawn": "aegis.catalog.rule.withdrawn.v1",
        "RuleDeployed": "aegis.catalog.rule.deployed.v1",
    },
    heard_by=("testing-workflow", "scoring", "reporting"),
)
