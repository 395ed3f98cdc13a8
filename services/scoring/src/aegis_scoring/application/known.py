"""What was known at an instant: all that scores are made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from aegis_scoring.domain.assessment import Assessment, assess
from aegis_scoring.domain.configuration import Configuration
from aegis_scoring.domain.lines import Line
from aegis_scoring.domain.scope import Scope, Technique, platforms_in_scope
from aegis_scoring.domain.technique_inputs import Defence, Rule, TechniqueInputs, Work


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


NO_WORK = Work()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a technique's tests, rules and defences come to."""

    lines: tuple[Line, ...] = ()
    rules: tuple[Rule, ...] = ()
    defences: tuple[Defence, ...] = ()
    work: Work = NO_WORK


NONE = Evidence()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Scope, configuration, and of each technique its facts and evidence. There may be evidence without facts: tests
    name a technique that the catalogue has not told of yet."""

    scope: Scope
    configuration: Configuration
    facts: Mapping[UUID, TechniqueFacts] = field(default_factory=dict)
    evidence: Mapping[UUID, Evidence] = field(default_factory=dict)

    def technique(self, technique_id: UUID) -> Technique:
        """The technique; one that the catalogue has not told of is not active, so never in scope."""
        facts = self.facts.get(technique_id)
        return facts.as_technique() if facts else Technique(id=technique_id, domains=(), active=False)

    def inputs(self, technique_id: UUID) -> TechniqueInputs:
        """What the technique's score is made from."""
        technique = self.technique(technique_id)
        evidence = self.evidence.get(technique_id, NONE)
        return TechniqueInputs(
            platforms=platforms_in_scope(technique.platforms, self.scope),
            tactics=technique.tactic_ids,
            lines=evidence.lines,
            rules=evidence.rules,
            defences=evidence.defences,
            work=evidence.work,
            review_required=technique.review_required,
        )

    def assess(self, technique_id: UUID, instant: datetime, by: Configuration | None = None) -> Assessment:
        """The technique at `instant`, by the configuration that was active or by another."""
        return assess(
            self.technique(technique_id), self.inputs(technique_id), self.scope, by or self.configuration, instant
        )
