"""How techniques are detected: by strategies and their analytics (v18 and later), by data components (before)."""

from aegis_contracts.imported import attack as contract
from aegis_import.adapters.attack.bundle import Bundle
from aegis_import.adapters.attack.reading import attack_id_of, item_id, platforms, text
from aegis_import.adapters.attack.relationships import Relationships
from aegis_import.adapters.attack.stix import Analytic, AttackPattern, DataComponent, DetectionStrategy


class Detections:
    """Made once a bundle; each analytic is read once."""

    def __init__(self, bundle: Bundle, relationships: Relationships) -> None:
        self._bundle = bundle
        self._relationships = relationships
        self._analytics = {one.id: self._analytic(one) for one in bundle.of(Analytic) if one.active}

    def of(self, technique: AttackPattern) -> tuple[contract.DetectionStrategy, ...]:
        """The active strategies that detect `technique`, by ATT&CK id."""
        found: list[contract.DetectionStrategy] = []
        for relationship in self._relationships.active_to("detects", technique.id):
            source = self._bundle.objects[relationship.source_ref]
            if isinstance(source, DetectionStrategy):
                found.append(self._strategy(source))
            elif isinstance(source, DataComponent):
                found.append(_strategy_of_component(source))
        return tuple(sorted(found, key=lambda one: (one.attack_id or "", str(one.id))))

    def item(self, one: DetectionStrategy, attack_id: str) -> contract.DetectionStrategyItem:
        """A strategy as an entry, with the techniques that it detects, by ATT&CK id."""
        found = {
            technique.id: attack_id_of(technique) or ""
            for relationship in self._relationships.active_from("detects", one.id)
            if (technique := self._bundle.get(relationship.target_ref, AttackPattern)) is not None
        }
        return contract.DetectionStrategyItem(
            attack_id=attack_id,
            name=text(one.name),
            description=text(one.description),
            analytics=self._analytics_of(one),
            technique_ids=tuple(item_id("technique", id_) for id_ in sorted(found, key=lambda id_: (found[id_], id_))),
            revoked=one.revoked,
            deprecated=one.x_mitre_deprecated,
        )

    def _strategy(self, one: DetectionStrategy) -> contract.DetectionStrategy:
        return contract.DetectionStrategy(
            id=item_id("detection_strategy", one.id),
            attack_id=attack_id_of(one),
            name=text(one.name),
            analytics=self._analytics_of(one),
        )

    def _analytics_of(self, one: DetectionStrategy) -> tuple[contract.Analytic, ...]:
        """The active ones, in upstream's order."""
        return tuple(self._analytics[id_] for id_ in dict.fromkeys(one.x_mitre_analytic_refs) if id_ in self._analytics)

    def _analytic(self, one: Analytic) -> contract.Analytic:
        return contract.Analytic(
            attack_id=attack_id_of(one),
            name=text(one.name),
            platforms=platforms(one.x_mitre_platforms),
            log_sources=tuple(
                contract.LogSource(
                    component_id=item_id("data_component", source.x_mitre_data_component_ref),
                    name=source.name,
                    channel=source.channel,
                )
                for source in one.x_mitre_log_source_references
                if source.x_mitre_data_component_ref in self._bundle.objects
            ),
        )


def _strategy_of_component(one: DataComponent) -> contract.DetectionStrategy:
    component = item_id("data_component", one.id)
    return contract.DetectionStrategy(
        id=item_id("detection_strategy", one.id),
        attack_id=None,
        name=text(one.name),
        analytics=(
            contract.Analytic(
                attack_id=None, name=text(one.name), log_sources=(contract.LogSource(component_id=component),)
            ),
        ),
    )
