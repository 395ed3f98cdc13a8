"""All techniques with their scores at one instant: what lists, means and coverage are taken from."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_contracts.scoring_scores import TechniqueScore
from aegis_kernel.errors import Fault, Invalid
from aegis_scoring.application.known import Known, TechniqueFacts
from aegis_scoring.application.published import moment_of
from aegis_scoring.domain.assessment import Assessment
from aegis_scoring.domain.averages import Scored
from aegis_scoring.domain.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """For which instant and by which version of the configuration: now, and the one that was active, unless said."""

    as_of: datetime | None = None
    configuration: int | None = None


def instant_asked(as_of: datetime, now: datetime) -> datetime:
    """`as_of`, if it is an instant that has been. Raises `Invalid`."""
    detail = None
    if as_of.tzinfo is None:
        detail = "Say the offset too, such as 2026-11-24T12:00:00Z."
    elif as_of > now:
        detail = "What will be known is not known: as_of cannot lie in the future."
    if detail is not None:
        raise Invalid("bad_as_of", detail, [Fault("/query/as_of", detail, "bad_as_of")])
    return as_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One technique at the board's instant. Points are not rounded."""

    facts: TechniqueFacts
    status: str
    flags: tuple[str, ...]
    score: float
    proven: float
    assumed: float
    in_scope: bool
    tests: int
    lines: int
    last_attacked_at: datetime | None

    def scored(self) -> Scored:
        """As it counts in a mean."""
        return Scored(
            technique_id=self.facts.id,
            score=self.score,
            proven=self.proven,
            assumed=self.assumed,
            in_scope=self.in_scope,
            tested=self.lines > 0,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """`as_of` is the instant that the points are of: asking for it again gives the same board."""

    as_of: datetime
    configuration_version: int
    entries: Sequence[Entry]

    def active(self, domains: Collection[str] = ()) -> list[Entry]:
        """Techniques that are not revoked, deprecated or withdrawn, of these domains (none named: of all)."""
        return [
            entry
            for entry in self.entries
            if entry.facts.state == "active" and (not domains or not set(domains).isdisjoint(entry.facts.domains))
        ]


class Boards(Protocol):
    """Reads boards. Raises `Invalid` for an instant to come and for a version that there is not."""

    async def board(self, asked: Asked) -> Board: ...
    async def scope(self, as_of: datetime | None) -> Scope:
        """The scope as it was known at an instant; None: as it is known now."""
        ...


class TacticRow(Struct, frozen=True, kw_only=True):
    """A tactic in its place of a domain's matrix."""

    domain: str
    place: int
    id: UUID
    attack_id: str
    shortname: str
    name: str


class Tactics(Protocol):
    """The matrices, as they are now."""

    async def tactics(self) -> Sequence[TacticRow]:
        """All of them, by domain and place."""
        ...


def tactic_ids(named: Iterable[str], tactics: Iterable[TacticRow], pointer: str = "/query/tactic") -> set[UUID]:
    """The tactics that are named by id, public id or short name. Raises `Invalid` for one that there is not."""
    by_name: dict[str, set[UUID]] = {}
    for tactic in tactics:
        for name in (str(tactic.id), tactic.attack_id, tactic.shortname):
            by_name.setdefault(name.casefold(), set()).add(tactic.id)
    found: set[UUID] = set()
    for name in named:
        if name.casefold() not in by_name:
            detail = f"There is no tactic {name[:100]}."
            raise Invalid("unknown_tactic", detail, [Fault(pointer, detail, "unknown_tactic")])
        found |= by_name[name.casefold()]
    return found


def entry_of(facts: TechniqueFacts, state: TechniqueScore | None, *, in_scope: bool, instant: datetime) -> Entry:
    """A technique as it was published, at `instant`; None: nothing is known of it but that it exists."""
    if state is None:
        return Entry(
            facts=facts,
            status="not_evaluated",
            flags=(),
            score=0.0,
            proven=0.0,
            assumed=0.0,
            in_scope=in_scope,
            tests=0,
            lines=0,
            last_attacked_at=None,
        )
    score, proven, assumed = moment_of(state, instant)
    return Entry(
        facts=facts,
        status=state.status,
        flags=state.flags,
        score=score,
        proven=proven,
        assumed=assumed,
        in_scope=in_scope,
        tests=state.tests,
        lines=state.lines,
        last_attacked_at=state.last_attacked_at,
    )


def entry_from(facts: TechniqueFacts, assessed: Assessment) -> Entry:
    """A technique as it was worked out."""
    return Entry(
        facts=facts,
        status=assessed.status.value,
        flags=tuple(flag.value for flag in assessed.flags),
        score=assessed.breakdown.score,
        proven=assessed.breakdown.proven,
        assumed=assessed.breakdown.assumed,
        in_scope=assessed.in_scope,
        tests=assessed.tests,
        lines=assessed.lines,
        last_attacked_at=assessed.last_attacked_at,
    )


def entries_from(known: Known, instant: datetime) -> list[Entry]:
    """Every technique that the catalogue has told of, worked out at `instant`."""
    return [
        entry_from(facts, known.assess(technique_id, instant)) for technique_id, facts in sorted(known.facts.items())
    ]


def by_tactic(entries: Iterable[Entry]) -> Mapping[UUID, list[Entry]]:
    """Techniques by tactic; a technique stands under each of its tactics."""
    found: dict[UUID, list[Entry]] = {}
    for entry in entries:
        for tactic_id in set(entry.facts.tactic_ids):
            found.setdefault(tactic_id, []).append(entry)
    return found
