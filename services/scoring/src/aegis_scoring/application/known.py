"""What was known at an instant: all that scores are made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from aegis_scoring.domain.configuration import Configuration
from aegis_scoring.domain.scope import Scope, Technique
from aegis_scoring.domain.technique_inputs import TechniqueInputs


@dataclass(frozen=True, slots=True, kw_only=True)
class TechniqueFacts:
    """A technique as the catalogue tells of it."""

    id: UUID
    attack_id: str
    name: str
    state: str
    platforms: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    tactic_ids: tuple[UUID, ...] = ()
    review_required: bool = False
    has_subtechniques: bool = False

    def as_technique(self) -> Technique:
        return Technique(
            id=self.id,
            platforms=self.platforms,
            domains=self.domains,
            tactic_ids=frozenset(self.tactic_ids),
            active=self.state == "active",
            has_subtechniques=self.has_subtechniques,
            review_required=self.review_required,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Scope, configuration, and of each technique its facts and inputs. A technique may have inputs without facts:
    tests name it and the catalogue has not told of it yet."""

    scope: Scope
    configuration: Configuration
    facts: Mapping[UUID, TechniqueFacts] = field(default_factory=dict)
    inputs: Mapping[UUID, TechniqueInputs] = field(default_factory=dict)

    def technique(self, technique_id: UUID) -> Technique:
        """The technique; one that the catalogue has not told of is not active, so never in scope."""
        facts = self.facts.get(technique_id)
        return facts.as_technique() if facts else Technique(id=technique_id, domains=(), active=False)
