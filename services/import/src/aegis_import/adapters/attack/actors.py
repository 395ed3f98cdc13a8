"""Groups, software and campaigns: what they use. Ways through software are joined by whoever wants them, never listed
here."""

from uuid import UUID

from aegis_contracts.imported.actors import ActorItem, CampaignItem, SoftwareItem, Use
from aegis_contracts.words import Way
from aegis_import.adapters.attack.bundle import Bundle
from aegis_import.adapters.attack.reading import aliases, attack_id_of, citations, item_id, platforms, text
from aegis_import.adapters.attack.relationships import Relationships
from aegis_import.adapters.attack.stix import AttackPattern, Campaign, IntrusionSet, Software, StixObject, Tool


class Actors:
    """Turns the groups, software and campaigns of one bundle into entries."""

    def __init__(self, bundle: Bundle, relationships: Relationships) -> None:
        self._bundle = bundle
        self._relationships = relationships

    def actor(self, one: IntrusionSet, attack_id: str) -> ActorItem:
        """The group as an entry: its own uses, then those of campaigns attributed to it."""
        uses = self._uses(one.id, "direct", None)
        for relationship in self._relationships.active_to("attributed-to", one.id):
            campaign = self._bundle.get(relationship.source_ref, Campaign)
            if campaign is not None:
                named = f"{attack_id_of(campaign) or ''} {text(campaign.name)}".strip()
                uses += self._uses(campaign.id, "campaign", named)
        return ActorItem(
            attack_id=attack_id,
            name=text(one.name),
            aliases=aliases(one.aliases, name=one.name),
            description=text(one.description),
            uses=tuple(use for _, use in sorted(uses, key=_place)),
            software=self._software_of(one.id),
            revoked=one.revoked,
            deprecated=one.x_mitre_deprecated,
        )

    def software(self, one: Software, attack_id: str) -> SoftwareItem:
        """Malware or a tool as an entry."""
        return SoftwareItem(
            attack_id=attack_id,
            name=text(one.name),
            type="tool" if isinstance(one, Tool) else "malware",
            aliases=aliases(one.x_mitre_aliases, name=one.name),
            description=text(one.description),
            platforms=platforms(one.x_mitre_platforms),
            technique_ids=self._used(one.id),
            revoked=one.revoked,
            deprecated=one.x_mitre_deprecated,
        )

    def campaign(self, one: Campaign, attack_id: str) -> CampaignItem:
        """A campaign as an entry."""
        return CampaignItem(
            attack_id=attack_id,
            name=text(one.name),
            aliases=aliases(one.aliases, name=one.name),
            description=text(one.description),
            technique_ids=self._used(one.id),
            software=self._software_of(one.id),
            actors=self._attributed(one.id),
            first_seen=one.first_seen,
            last_seen=one.last_seen,
            revoked=one.revoked,
            deprecated=one.x_mitre_deprecated,
        )

    def _uses(self, source: str, way: Way, through: str | None) -> list[tuple[str, Use]]:
        """The active uses of techniques from `source`, each technique once, with the technique's ATT&CK id."""
        found: dict[str, tuple[str, Use]] = {}
        for relationship in self._relationships.active_from("uses", source):
            technique = self._bundle.get(relationship.target_ref, AttackPattern)
            if technique is not None and technique.id not in found:
                use = Use(
                    technique_id=item_id("technique", technique.id),
                    way=way,
                    through=through,
                    description=text(relationship.description),
                    citations=citations(relationship.external_references),
                )
                found[technique.id] = (attack_id_of(technique) or "", use)
        return list(found.values())

    def _used(self, source: str) -> tuple[UUID, ...]:
        """The techniques that `source` uses actively, by ATT&CK id."""
        return self._targets("uses", source, AttackPattern, "technique")

    def _software_of(self, source: str) -> tuple[UUID, ...]:
        return self._targets("uses", source, Software, "software")

    def _attributed(self, campaign: str) -> tuple[UUID, ...]:
        """The groups that a campaign is attributed to, by ATT&CK id."""
        return self._targets("attributed-to", campaign, IntrusionSet, "actor")

    def _targets(self, relation: str, source: str, type_: type[StixObject], kind: str) -> tuple[UUID, ...]:
        found = {
            target.id: attack_id_of(target) or ""
            for relationship in self._relationships.active_from(relation, source)
            if (target := self._bundle.get(relationship.target_ref, type_)) is not None
        }
        return tuple(item_id(kind, id_) for id_ in sorted(found, key=lambda id_: (found[id_], id_)))


def _place(pair: tuple[str, Use]) -> tuple[str, str, str]:
    attack_id, use = pair
    return attack_id, use.through or "", str(use.technique_id)
