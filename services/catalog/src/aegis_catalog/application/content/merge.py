"""All claims on an item made into the item: a pure function of the claims, whatever their order."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aegis_catalog.application.content import items
from aegis_catalog.application.content.merging import actors, attack, compliance, exercise, intel
from aegis_catalog.domain.merging import speaking
from aegis_contracts.import_content import Claim
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

Merge = Callable[[Any, Sequence[Claim]], items.AnyItem]

MERGES: Mapping[type, Merge] = {
    TechniqueItem: attack.technique,
    TacticItem: attack.tactic,
    MitigationItem: attack.mitigation,
    DataComponentItem: attack.data_component,
    DetectionStrategyItem: attack.strategy,
    ActorItem: actors.actor,
    ActorProfileItem: actors.profile,
    SoftwareItem: actors.software,
    CampaignItem: actors.campaign,
    TemplateItem: exercise.template,
    AdversaryItem: exercise.adversary,
    RuleItem: exercise.rule,
    DefenceItem: exercise.defence,
    FrameworkItem: compliance.framework,
    ControlItem: compliance.control,
    IntelItem: intel.intel,
}
"""How each kind is made: of the item that goes first, and all claims that count, best first."""


def merge(claims: Sequence[Claim]) -> items.AnyItem:
    """The item that `claims`, all on one content id, make: domains and tactics united, other fields from the first by
    rank; lists of links united over the domains, each from its domain's first."""
    heard = speaking(claims)
    first = heard[0].item
    return MERGES[type(first)](first, heard)
