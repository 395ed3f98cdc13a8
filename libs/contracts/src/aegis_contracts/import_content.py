"""Topic ``aegis.import.content``: claims, each one source's version of one catalogue item.

A batch of them is tens of thousands of objects that cannot refer back to one another: ``gc=False`` spares the collector
the walk through all of them, which took longer than merging them.
"""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_contracts.imported.actors import ActorItem, ActorProfileItem, CampaignItem, SoftwareItem
from aegis_contracts.imported.attack import (
    DataComponentItem,
    DetectionStrategyItem,
    MitigationItem,
    TacticItem,
    TechniqueItem,
)
from aegis_contracts.imported.defences import ControlItem, DefenceItem, FrameworkItem
from aegis_contracts.imported.intel import IntelItem
from aegis_contracts.imported.outline import ReleaseOutlineItem
from aegis_contracts.imported.rules import RuleItem
from aegis_contracts.imported.templates import AdversaryItem, TemplateItem
from aegis_contracts.words import Domain
from aegis_kernel.facts import Cleanup, Topic, TopicSpec


class RunEnd(Struct, frozen=True, kw_only=True, gc=False, tag_field="kind", tag="run_end"):
    """The end of a run, in band: everything that the run published lies before it."""

    source_name: str
    published: int
    withdrawn: int
    release: str | None = None


Item = (
    TechniqueItem
    | TacticItem
    | MitigationItem
    | DataComponentItem
    | DetectionStrategyItem
    | ActorItem
    | ActorProfileItem
    | SoftwareItem
    | CampaignItem
    | TemplateItem
    | AdversaryItem
    | RuleItem
    | DefenceItem
    | FrameworkItem
    | ControlItem
    | IntelItem
    | ReleaseOutlineItem
    | RunEnd
)


class Claim(Struct, frozen=True, kw_only=True, gc=False):
    """One source's version of one item. `claim_id` keys and versions it, `content_id` is the item's everywhere.
    `source_name` is the data source's name, for people.

    `priority`: of two claims on an item, fields come from the higher one, then from the newer `modified`.
    For a `RunEnd`, both ids are the run's; a `ReleaseOutlineItem` has one of its own for each run.
    """

    claim_id: UUID
    content_id: UUID
    source_id: UUID
    run_id: UUID
    upstream: str
    key: str
    item: Item
    source_name: str = ""
    domain: Domain | None = None
    priority: int = 0
    release: str | None = None
    url: str | None = None
    created: datetime | None = None
    modified: datetime | None = None
    withdrawn_at: datetime | None = None


IMPORT_CONTENT = Topic(
    spec=TopicSpec(name="aegis.import.content", cleanup=Cleanup.DELETE, retention_seconds=7 * 86_400),
    owner="import",
    state=Claim,
    types={
        "TechniqueImported": "aegis.import.technique.imported.v1",
        "TacticImported": "aegis.import.tactic.imported.v1",
        "MitigationImported": "aegis.import.mitigation.imported.v1",
        "DataComponentImported": "aegis.import.data-component.imported.v1",
        "DetectionStrategyImported": "aegis.import.detection-strategy.imported.v1",
        "ThreatActorImported": "aegis.import.threat-actor.imported.v1",
        "ActorProfileImported": "aegis.import.actor-profile.imported.v1",
        "SoftwareImported": "aegis.import.software.imported.v1",
        "CampaignImported": "aegis.import.campaign.imported.v1",
        "TestTemplateImported": "aegis.import.test-template.imported.v1",
        "AdversaryImported": "aegis.import.adversary.imported.v1",
        "DetectionRuleImported": "aegis.import.detection-rule.imported.v1",
        "DefenceImported": "aegis.import.defence.imported.v1",
        "FrameworkImported": "aegis.import.framework.imported.v1",
        "ControlImported": "aegis.import.control.imported.v1",
        "IntelItemImported": "aegis.import.intel-item.imported.v1",
        "ContentWithdrawn": "aegis.import.content.withdrawn.v1",
        "ReleaseOutlined": "aegis.import.release.outlined.v1",
        "ImportPublished": "aegis.import.run.published.v1",
    },
    heard_by=("catalog",),
)
