"""Scores of techniques: the list, and one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct

from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require
from aegis_scoring.application.queries.boards import Asked, Board, Boards, Entry, Tactics, tactic_ids
from aegis_scoring.application.queries.sorted_pages import sorted_page
from aegis_scoring.application.queries.views import TechniqueName, technique_name
from aegis_scoring.domain.display import displayed


class TechniqueScoreView(Struct, frozen=True, kw_only=True):
    """A technique's status and points of 100 at `as_of`, not rounded; `displayed` is the score as people are shown it,
    one decimal, half up. `tests` and `lines` count what stands behind it."""

    technique: TechniqueName
    state: str
    domains: tuple[str, ...]
    platforms: tuple[str, ...]
    tactic_ids: tuple[UUID, ...]
    status: str
    flags: tuple[str, ...]
    score: float
    displayed: float
    proven: float
    assumed: float
    in_scope: bool
    tests: int
    lines: int
    last_attacked_at: datetime | None
    as_of: datetime
    configuration_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFilters:
    """Values of one filter mean *or*, different filters *and*. `q` is looked for in names and public ids."""

    status: tuple[str, ...] = ()
    flag: tuple[str, ...] = ()
    tactic: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    state: tuple[str, ...] = ("active",)
    in_scope: bool | None = None
    q: str = ""


SORTS: Mapping[str, Any] = {
    "attack_id": str,
    "name": str,
    "score": float,
    "proven": float,
    "status": str,
    "tests": int,
    "last_attacked_at": datetime | None,
}


class OneScore(Protocol):
    """Reads one technique."""

    async def one(self, technique: str, asked: Asked) -> Board:
        """A board of nothing but `technique` (id or public id). Raises `NotFound`."""
        ...


class TechniqueScores:
    """Raises `Forbidden`, `Invalid`, `NotFound`."""

    def __init__(self, boards: Boards, one_score: OneScore, tactics: Tactics) -> None:
        self._boards = boards
        self._one_score = one_score
        self._tactics = tactics

    async def page(
        self, caller: Caller, asked: Asked, filters: ScoreFilters, request: PageRequest
    ) -> Page[TechniqueScoreView]:
        require(caller, Action.SCORES_READ)
        wanted = tactic_ids(filters.tactic, await self._tactics.tactics()) if filters.tactic else None
        board = await self._boards.board(asked)
        views = [technique_score(entry, board) for entry in _chosen(board.entries, filters, wanted)]
        values = {name: lambda view, name=name: _value(view, name) for name in SORTS}
        return sorted_page(views, request, values, tie=lambda view: view.technique.id)

    async def one(self, caller: Caller, technique: str, asked: Asked) -> TechniqueScoreView:
        require(caller, Action.SCORES_READ)
        board = await self._one_score.one(technique, asked)
        return technique_score(board.entries[0], board)


def technique_score(entry: Entry, board: Board) -> TechniqueScoreView:
    return TechniqueScoreView(
        technique=technique_name(entry.facts),
        state=entry.facts.state,
        domains=entry.facts.domains,
        platforms=entry.facts.platforms,
        tactic_ids=entry.facts.tactic_ids,
        status=entry.status,
        flags=entry.flags,
        score=entry.score,
        displayed=displayed(entry.score),
        proven=entry.proven,
        assumed=entry.assumed,
        in_scope=entry.in_scope,
        tests=entry.tests,
        lines=entry.lines,
        last_attacked_at=entry.last_attacked_at,
        as_of=board.as_of,
        configuration_version=board.configuration_version,
    )


def _value(view: TechniqueScoreView, field: str) -> Any:
    return getattr(view.technique if field in {"attack_id", "name"} else view, field)


def _chosen(entries: Iterable[Entry], filters: ScoreFilters, tactics: set[UUID] | None) -> list[Entry]:
    platforms = {name.casefold() for name in filters.platform}
    sought = filters.q.casefold()

    def fits(entry: Entry) -> bool:
        facts = entry.facts
        return (
            (not filters.state or facts.state in filters.state)
            and (not filters.status or entry.status in filters.status)
            and (not filters.flag or not set(filters.flag).isdisjoint(entry.flags))
            and (not filters.domain or not set(filters.domain).isdisjoint(facts.domains))
            and (not platforms or not platforms.isdisjoint(name.casefold() for name in facts.platforms))
            and (tactics is None or not tactics.isdisjoint(facts.tactic_ids))
            and (filters.in_scope is None or entry.in_scope is filters.in_scope)
            and (not sought or sought in facts.name.casefold() or sought in facts.attack_id.casefold())
        )

    return [entry for entry in entries if fits(entry)]
