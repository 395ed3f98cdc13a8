"""How a technique's score came to be: every instant at which something that it rests on changed, or expired."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct

from aegis_kernel.clock import Clock
from aegis_kernel.errors import Fault, Invalid
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require
from aegis_scoring.application.known import Known
from aegis_scoring.application.queries.boards import entry_from
from aegis_scoring.domain.assessment import Assessment
from aegis_scoring.domain.display import displayed

SORTS: Mapping[str, Any] = {"at": datetime}


class CauseView(Struct, frozen=True, kw_only=True):
    """What changed: `test`, `technique`, `scope`, `rule`, `defence` or `configuration` with its id (a configuration's
    is its version), or `age`, when something expired."""

    kind: str
    id: str | None = None


class HistoryPoint(Struct, frozen=True, kw_only=True):
    """The technique from `at` on, until the next point; in between it ages."""

    at: datetime
    causes: tuple[CauseView, ...]
    status: str
    flags: tuple[str, ...]
    score: float
    displayed: float
    proven: float
    assumed: float
    in_scope: bool
    tests: int
    lines: int
    configuration_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An instant at which something changed, what that was, and what was known from then on."""

    at: datetime
    causes: tuple[CauseView, ...]
    known: Known


class Turns(Protocol):
    """Reads the instants at which what was known of a technique changed."""

    async def turns(self, technique: str, *, before: datetime, limit: int) -> tuple[UUID, Sequence[Turn]]:
        """The technique (by id or public id) and its latest turns before an instant, the latest first; none from
        before the catalogue told of it. Raises `NotFound`."""
        ...


class History:
    """Raises `Forbidden`, `NotFound`, `Invalid`."""

    def __init__(self, turns: Turns, clock: Clock) -> None:
        self._turns = turns
        self._clock = clock

    async def __call__(self, caller: Caller, technique: str, request: PageRequest) -> Page[HistoryPoint]:
        """The latest first."""
        require(caller, Action.SCORES_READ)
        if not all(sort.descending for sort in request.sort):
            detail = "The latest come first."
            raise Invalid("bad_sort", detail, [Fault("/query/sort", detail, "bad_sort")])
        before: datetime = request.after[0] if request.after else self._clock.now()
        technique_id, turns = await self._turns.turns(technique, before=before, limit=request.limit + 1)
        points = [point for turn, end in _spans(turns, before) for point in _points(technique_id, turn, end)]
        shown = points[: request.limit]
        ends_at = (shown[-1].at, shown[-1].at) if len(points) > request.limit else None
        return Page(items=shown, ends_at=ends_at)


def _spans(turns: Sequence[Turn], end: datetime) -> Iterator[tuple[Turn, datetime]]:
    for turn in turns:
        yield turn, end
        end = turn.at


def _points(technique_id: UUID, turn: Turn, end: datetime) -> list[HistoryPoint]:
    """The turn itself and whatever expired before `end`, the latest first."""
    assessed = turn.known.assess(technique_id, turn.at)
    found = [_point(technique_id, turn, assessed, turn.at, turn.causes)]
    while (at := assessed.formulas.score.valid_until) is not None and at < end:
        assessed = turn.known.assess(technique_id, at)
        found.append(_point(technique_id, turn, assessed, at, (CauseView(kind="age"),)))
    return found[::-1]


def _point(
    technique_id: UUID, turn: Turn, assessed: Assessment, at: datetime, causes: tuple[CauseView, ...]
) -> HistoryPoint:
    entry = entry_from(turn.known.facts[technique_id], assessed)
    return HistoryPoint(
        at=at,
        causes=causes,
        status=entry.status,
        flags=entry.flags,
        score=entry.score,
        displayed=displayed(entry.score),
        proven=entry.proven,
        assumed=entry.assumed,
        in_scope=entry.in_scope,
        tests=entry.tests,
        lines=entry.lines,
        configuration_version=turn.known.configuration.number,
    )
