"""What a parser yields: one entry of a source, not yet anybody's claim."""

from datetime import datetime

from msgspec import Struct

from aegis_contracts.import_content import Item
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
from aegis_contracts.imported.rules import RuleItem
from aegis_contracts.imported.templates import AdversaryItem, TemplateItem
from aegis_contracts.words import Domain

KINDS: dict[type, str] = {
    TacticItem: "tactic",
    DataComponentItem: "data_component",
    MitigationItem: "mitigation",
    TechniqueItem: "technique",
    DetectionStrategyItem: "detection_strategy",
    SoftwareItem: "software",
    ActorItem: "actor",
    ActorProfileItem: "actor_profile",
    CampaignItem: "campaign",
    FrameworkItem: "framework",
    ControlItem: "control",
    DefenceItem: "defence",
    RuleItem: "rule",
    TemplateItem: "template",
    AdversaryItem: "adversary",
    IntelItem: "intel",
}
"""The kinds of entry, in the order in which a run publishes them: what others point at comes first."""

EVENT_TYPES: dict[str, str] = {
    "tactic": "TacticImported",
    "data_component": "DataComponentImported",
    "mitigation": "MitigationImported",
    "technique": "TechniqueImported",
    "detection_strategy": "DetectionStrategyImported",
    "software": "SoftwareImported",
    "actor": "ThreatActorImported",
    "actor_profile": "ActorProfileImported",
    "campaign": "CampaignImported",
    "framework": "FrameworkImported",
    "control": "ControlImported",
    "defence": "DefenceImported",
    "rule": "DetectionRuleImported",
    "template": "TestTemplateImported",
    "adversary": "AdversaryImported",
    "intel": "IntelItemImported",
}
"""The event that says that an entry of a kind is new or has changed."""


class ParsedClaim(Struct, frozen=True, kw_only=True):
    """One entry as a source has it. `key` is unique within (upstream, kind); `path` is the file it came from, below
    the archive's top folder. `content_key` is that of the item, for an upstream in which several entries are one item;
    else `key` is.

    An item that upstream gives no date (`IntelItem.first_seen`) comes without one: the read puts in when it was."""

    key: str
    item: Item
    path: str
    domain: Domain | None = None
    url: str | None = None
    created: datetime | None = None
    modified: datetime | None = None
    content_key: str | None = None

    @property
    def kind(self) -> str:
        return kind_of(self.item)


def kind_of(item: Item) -> str:
    """The word for an item's kind (``technique``), its tag on the wire."""
    return KINDS[type(item)]
