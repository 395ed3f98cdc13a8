"""Techniques: tactics, parent, successor, detection, mitigations."""

from uuid import UUID

from aegis_contracts.imported.attack import Mitigated, TechniqueItem
from aegis_import.adapters.attack.bundle import Bundle
from aegis_import.adapters.attack.detection import Detections
from aegis_import.adapters.attack.reading import attack_id_of, item_id, platforms, text
from aegis_import.adapters.attack.relationships import Relationships
from aegis_import.adapters.attack.stix import AttackPattern, CourseOfAction, Relationship
from aegis_import.adapters.attack.tactics import Tactics
from aegis_import.application.report import Report


class Techniques:
    """Turns the techniques of one bundle into entries."""

    def __init__(self, bundle: Bundle, relationships: Relationships, detections: Detections, report: Report) -> None:
        self._bundle = bundle
        self._relationships = relationships
        self._report = report
        self._tactics = Tactics(bundle)
        self._detections = detections
        # Where several carry one ATT&CK id, the active one is meant.
        ranked = sorted(bundle.of(AttackPattern), key=lambda one: one.active)
        self._by_attack_id = {attack_id_of(one): one for one in ranked}

    def item(self, one: AttackPattern, attack_id: str) -> TechniqueItem:
        """The technique as an entry."""
        is_subtechnique = one.x_mitre_is_subtechnique
        return TechniqueItem(
            attack_id=attack_id,
            name=text(one.name),
            description=text(one.description),
            tactics=tuple(item_id("tactic", tactic.id) for tactic in self._tactics.of(one, self._report)),
            platforms=platforms(one.x_mitre_platforms),
            is_subtechnique=is_subtechnique,
            parent_id=self._parent(one, attack_id) if is_subtechnique else None,
            revoked=one.revoked,
            revoked_by=self._successor(one),
            deprecated=one.x_mitre_deprecated,
            detection=self._detections.of(one),
            mitigations=self._mitigations(one),
        )

    def _parent(self, one: AttackPattern, attack_id: str) -> UUID | None:
        """The target of ``subtechnique-of``, else by id: 16 of 18 inactive sub-techniques have no such relationship."""
        for relationship in self._relationships.of_source("subtechnique-of", one.id):
            if not relationship.revoked:
                return item_id("technique", relationship.target_ref)
        parent = self._by_attack_id.get(attack_id.split(".", maxsplit=1)[0])
        return item_id("technique", parent.id) if parent is not None and parent is not one else None

    def _successor(self, one: AttackPattern) -> UUID | None:
        """The target of ``revoked-by``: of several, the newest."""
        found = [
            relationship
            for relationship in self._relationships.of_source("revoked-by", one.id)
            if not relationship.revoked and self._bundle.get(relationship.target_ref, AttackPattern) is not None
        ]
        return item_id("technique", max(found, key=_age).target_ref) if found else None

    def _mitigations(self, one: AttackPattern) -> tuple[Mitigated, ...]:
        """The active mitigations of it, by ATT&CK id, each once, with how they mitigate it."""
        found: dict[str, tuple[str, Mitigated]] = {}
        for relationship in self._relationships.active_to("mitigates", one.id):
            mitigation = self._bundle.get(relationship.source_ref, CourseOfAction)
            if mitigation is not None and mitigation.id not in found:
                mitigated = Mitigated(
                    mitigation_id=item_id("mitigation", mitigation.id), description=text(relationship.description)
                )
                found[mitigation.id] = (attack_id_of(mitigation) or "", mitigated)
        return tuple(mitigated for _, mitigated in sorted(found.values(), key=lambda pair: pair[0]))


def _age(relationship: Relationship) -> float:
    return relationship.modified.timestamp() if relationship.modified else 0.0
