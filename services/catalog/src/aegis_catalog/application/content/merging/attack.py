"""Techniques, tactics, mitigations, data components, detection strategies."""

from collections.abc import Sequence
from uuid import UUID

from aegis_catalog.application.content import items
from aegis_catalog.application.content.merging.base import base, items_of, itself, united
from aegis_catalog.domain.content import DOMAINS
from aegis_catalog.domain.merging import best_of_each_domain
from aegis_contracts.import_content import Claim
from aegis_contracts.imported.attack import (
    Analytic,
    DataComponentItem,
    DetectionStrategy,
    DetectionStrategyItem,
    Mitigated,
    MitigationItem,
    TacticItem,
    TechniqueItem,
)


def technique(first: TechniqueItem, heard: Sequence[Claim]) -> items.Technique:
    cells = {
        (claim.domain, tactic_id)
        for claim, item in items_of(TechniqueItem, heard)
        if claim.domain is not None
        for tactic_id in item.tactics
    }
    of_domains = [item for _, item in items_of(TechniqueItem, best_of_each_domain(heard))]
    return items.Technique(
        **base(first.attack_id, heard),
        tactics=tuple(sorted(cells, key=lambda cell: (DOMAINS.index(cell[0]), cell[1]))),
        platforms=first.platforms,
        is_subtechnique=first.is_subtechnique,
        parent_id=first.parent_id,
        revoked_by=first.revoked_by if first.revoked else None,
        detection=united((item.detection for item in of_domains), _strategy_key),
        mitigations=united((item.mitigations for item in of_domains), _mitigated_key),
    )


def tactic(first: TacticItem, heard: Sequence[Claim]) -> items.Tactic:
    places = [
        (claim.domain, item.place)
        for claim, item in items_of(TacticItem, best_of_each_domain(heard))
        if claim.domain is not None and item.place is not None
    ]
    return items.Tactic(
        **base(first.attack_id, heard),
        shortname=first.shortname,
        places=tuple(sorted(places, key=lambda place: DOMAINS.index(place[0]))),
    )


def mitigation(first: MitigationItem, heard: Sequence[Claim]) -> items.Mitigation:
    return items.Mitigation(**base(first.attack_id, heard))


def data_component(first: DataComponentItem, heard: Sequence[Claim]) -> items.DataComponent:
    return items.DataComponent(**base(first.attack_id or "", heard))


def strategy(first: DetectionStrategyItem, heard: Sequence[Claim]) -> items.Strategy:
    of_domains = [item for _, item in items_of(DetectionStrategyItem, best_of_each_domain(heard))]
    return items.Strategy(
        **base(first.attack_id, heard),
        analytics=united((item.analytics for item in of_domains), _analytic_key),
        technique_ids=united((item.technique_ids for item in of_domains), itself),
    )


def _analytic_key(analytic: Analytic) -> str:
    return analytic.attack_id or analytic.name


def _strategy_key(strategy: DetectionStrategy) -> UUID:
    return strategy.id


def _mitigated_key(mitigated: Mitigated) -> UUID:
    return mitigated.mitigation_id
