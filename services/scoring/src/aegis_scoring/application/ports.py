"""What scoring's use cases and reactions need of the world."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from aegis_contracts.catalog_actors import ActorState
from aegis_contracts.catalog_defences import DefenceState
from aegis_contracts.catalog_organisation import OrganisationState
from aegis_contracts.catalog_rules import RuleState
from aegis_contracts.catalog_software import SoftwareState
from aegis_contracts.catalog_successions import SuccessionState
from aegis_contracts.catalog_techniques import TechniqueState
from aegis_contracts.scoring_scores import TechniqueScore
from aegis_contracts.testing_tests import TestState
from aegis_kernel.facts import Fact
from aegis_scoring.application.known import Evidence, Known, TechniqueFacts
from aegis_scoring.domain.scoring_configuration import ScoringConfiguration

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Moved(Generic[S]):
    """A fact that was not known before, and what it moves: ids of techniques (as they were told) and of rules."""

    fact: Fact[S]
    technique_ids: frozenset[UUID] = frozenset()
    rule_ids: frozenset[UUID] = frozenset()


class KnownTests(Protocol):
    """What was known when of tests."""

    async def keep(self, facts: Sequence[Fact[TestState]]) -> Sequence[Moved[TestState]]:
        """Keeps facts and answers the new ones, with the techniques that they are about now and were before."""
        ...

    async def techniques_of_rules(self, rule_ids: Collection[UUID]) -> Mapping[UUID, frozenset[UUID]]:
        """The techniques that each of these rules is for, now."""
        ...


class KnownTechniques(Protocol):
    async def keep(self, facts: Sequence[Fact[TechniqueState]]) -> Sequence[Moved[TechniqueState]]:
        """Keeps facts and answers the new ones; a sub-technique moves its parent too."""
        ...


class KnownScope(Protocol):
    async def keep(self, facts: Sequence[Fact[OrganisationState]]) -> Sequence[Moved[OrganisationState]]:
        """Keeps facts of the scope and answers the new ones; other facts of the organisation are let go."""
        ...


class KnownSuccessions(Protocol):
    async def keep(self, facts: Sequence[Fact[SuccessionState]]) -> Sequence[Moved[SuccessionState]]:
        """Keeps facts and answers the new ones, with the old technique and its targets now and before."""
        ...

    async def ends(self) -> Mapping[UUID, UUID]:
        """Where each technique that has a successor leads to now."""
        ...


class KnownRules(Protocol):
    async def keep(self, facts: Sequence[Fact[RuleState]]) -> Sequence[Moved[RuleState]]:
        """Keeps facts and answers the new ones that may move a score, with the techniques that they are about now and
        were before: those of rules that are enabled, or were."""
        ...


class KnownDefences(Protocol):
    async def keep(self, facts: Sequence[Fact[DefenceState]]) -> Sequence[Moved[DefenceState]]:
        """Keeps facts and answers the new ones, with the techniques that they are about now and were before."""
        ...


class KnownActors(Protocol):
    async def keep_actors(self, facts: Sequence[Fact[ActorState]]) -> None: ...
    async def keep_software(self, facts: Sequence[Fact[SoftwareState]]) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a technique was last published: `published` is None while it never was; `version` counts its records."""

    technique_id: UUID
    version: int = 0
    published: TechniqueScore | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One record to publish of a technique, in answer to the fact `because`, if any."""

    type: str
    state: TechniqueScore
    changed: Mapping[str, Any]
    because: Fact[Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Restanding:
    """How a technique stands from now on. `records` are published, in order; none when nobody has to be told."""

    standing: Standing
    facts: TechniqueFacts | None
    evidence: Evidence
    state: TechniqueScore
    records: Sequence[Record] = ()


class Standings(Protocol):
    """How every technique stands."""

    async def lock(self, technique_ids: Collection[UUID] | None) -> Mapping[UUID, Standing]:
        """Standings to be changed (None: all there are), made where missing; nobody else changes them until the
        transaction ends, and what is read after it is not changed by others meanwhile."""
        ...

    async def due(self, instant: datetime, *, limit: int) -> Sequence[UUID]:
        """Techniques whose formula has ended, the longest ended first."""
        ...

    async def save(self, restandings: Sequence[Restanding], at: datetime) -> None:
        """Keeps and publishes them."""
        ...


class PresentInputs(Protocol):
    """What is known now."""

    async def present(self, technique_ids: Collection[UUID]) -> Known:
        """Of these techniques, worked out anew from what was told."""
        ...

    async def maintained(self) -> Known:
        """Of all techniques, as `Standings.save` kept it: quicker, and right for whatever no fact has just moved."""
        ...


class Configurations(Protocol):
    """All versions of the scoring configuration."""

    async def get(self, number: int, *, expected: int | None) -> ScoringConfiguration:
        """Raises `NotFound`, and `Stale` unless `expected` is its version."""
        ...

    async def next_number(self) -> int:
        """The number that the next version gets; nobody else gets it until the transaction ends."""
        ...

    async def active_number(self) -> int | None:
        """The number of the active version; nobody else changes it until the transaction ends. None: none was ever
        activated."""
        ...

    async def save(self, configuration: ScoringConfiguration) -> None:
        """Keeps it and publishes what was recorded. Raises `Stale`."""
        ...


class Republishing(Protocol):
    """Puts records into the open unit of work again."""

    async def configurations(self) -> int:
        """All versions: how many."""
        ...

    async def scores(self, after: UUID | None, *, limit: int) -> Sequence[UUID]:
        """The next techniques that were ever published, by id, behind `after`."""
        ...
