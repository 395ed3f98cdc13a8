"""Scores of tactics, actors and the organisation: means over techniques in scope."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct

from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require
from aegis_scoring.application.queries.boards import Asked, Boards, Entry, TacticRow, Tactics, by_tactic
from aegis_scoring.application.queries.exclusions import exclusion_views
from aegis_scoring.application.queries.sorted_pages import sorted_page
from aegis_scoring.application.queries.technique_scores import TechniqueScoreView, technique_score
from aegis_scoring.application.queries.views import Denominators, ExclusionView, denominators
from aegis_scoring.domain.averages import average


class TacticScoreView(Struct, frozen=True, kw_only=True):
    """A tactic's mean; a technique counts in each of its tactics."""

    tactic: TacticRow
    over: Denominators
    as_of: datetime
    configuration_version: int


class ActorName(Struct, frozen=True, kw_only=True):
    id: UUID
    attack_id: str
    name: str


class ActorScoreView(Struct, frozen=True, kw_only=True):
    """An actor's mean over the techniques that it uses, directly or in campaigns, and by its software when asked for.
    `used` counts all of them, in scope or not."""

    actor: ActorName
    used: int
    over: Denominators
    as_of: datetime
    configuration_version: int


class ActorTechniquesView(Struct, frozen=True, kw_only=True):
    """An actor with each technique that it uses."""

    score: ActorScoreView
    techniques: tuple[TechniqueScoreView, ...]


class ScopeView(Struct, frozen=True, kw_only=True):
    platforms: tuple[str, ...]
    domains: tuple[str, ...]
    include_pre: bool


class OrganisationScoreView(Struct, frozen=True, kw_only=True):
    """The mean over everything in scope: `score` and `displayed` are those of `over.in_scope`. What is excluded is
    said beside it."""

    score: float | None
    displayed: float | None
    over: Denominators
    scope: ScopeView
    exclusions: tuple[ExclusionView, ...]
    as_of: datetime
    configuration_version: int


class ActorUses(Struct, frozen=True, kw_only=True):
    """An actor and the techniques that it uses."""

    actor: ActorName
    technique_ids: frozenset[UUID]


class Actors(Protocol):
    """Reads actors as they were known at an instant; None: as they are known now."""

    async def actors(self, as_of: datetime | None, *, software: bool, actor: str | None = None) -> Sequence[ActorUses]:
        """Active ones (or the one named by id or public id), each with what it uses; by software too if asked for."""
        ...


ACTOR_SORTS: Mapping[str, Any] = {"attack_id": str, "name": str, "score": float | None, "untested": int}
TACTIC_SORTS: Mapping[str, Any] = {"domain": str, "place": int, "score": float | None}


class Means:
    """Raises `Forbidden`, `Invalid`, `NotFound`."""

    def __init__(self, boards: Boards, tactics: Tactics, actors: Actors) -> None:
        self._boards = boards
        self._tactics = tactics
        self._actors = actors

    async def tactics(
        self, caller: Caller, asked: Asked, domains: Sequence[str], request: PageRequest
    ) -> Page[TacticScoreView]:
        """Every tactic of the matrices of these domains (none named: of all), in matrix order unless said."""
        require(caller, Action.SCORES_READ)
        board = await self._boards.board(asked)
        entries = by_tactic(board.active())
        views = [
            TacticScoreView(
                tactic=tactic,
                over=_over(entries.get(tactic.id, ())),
                as_of=board.as_of,
                configuration_version=board.configuration_version,
            )
            for tactic in await self._tactics.tactics()
            if not domains or tactic.domain in domains
        ]
        values = {
            "domain": lambda view: view.tactic.domain,
            "place": lambda view: view.tactic.place,
            "score": lambda view: view.over.in_scope.score,
        }
        return sorted_page(views, request, values, tie=lambda view: view.tactic.id)

    async def actors(
        self, caller: Caller, asked: Asked, *, software: bool, request: PageRequest
    ) -> Page[ActorScoreView]:
        """Every active actor."""
        require(caller, Action.SCORES_READ)
        board = await self._boards.board(asked)
        by_id = {entry.facts.id: entry for entry in board.active()}
        views = [
            _actor(uses, by_id, board.as_of, board.configuration_version)
            for uses in await self._actors.actors(asked.as_of, software=software)
        ]
        values = {
            "attack_id": lambda view: view.actor.attack_id,
            "name": lambda view: view.actor.name,
            "score": lambda view: view.over.in_scope.score,
            "untested": lambda view: view.over.untested,
        }
        return sorted_page(views, request, values, tie=lambda view: view.actor.id)

    async def actor(self, caller: Caller, actor: str, asked: Asked, *, software: bool) -> ActorTechniquesView:
        """One actor, by id or public id, with its techniques."""
        require(caller, Action.SCORES_READ)
        board = await self._boards.board(asked)
        found = await self._actors.actors(asked.as_of, software=software, actor=actor)
        if not found:
            raise NotFound("actor_not_found", f"There is no threat actor {actor[:100]}.")
        by_id = {entry.facts.id: entry for entry in board.active()}
        return ActorTechniquesView(
            score=_actor(found[0], by_id, board.as_of, board.configuration_version),
            techniques=tuple(
                technique_score(entry, board)
                for entry in sorted(by_id.values(), key=lambda entry: entry.facts.attack_id)
                if entry.facts.id in found[0].technique_ids
            ),
        )

    async def organisation(self, caller: Caller, asked: Asked, domains: Sequence[str]) -> OrganisationScoreView:
        """Everything in scope, of these domains (none named: of all)."""
        require(caller, Action.SCORES_READ)
        board = await self._boards.board(asked)
        scope = await self._boards.scope(asked.as_of)
        entries = board.active(domains)
        over = _over(entries)
        return OrganisationScoreView(
            score=over.in_scope.score,
            displayed=over.in_scope.displayed,
            over=over,
            scope=ScopeView(platforms=scope.platforms, domains=scope.domains, include_pre=scope.include_pre),
            exclusions=exclusion_views(scope, entries, board.as_of),
            as_of=board.as_of,
            configuration_version=board.configuration_version,
        )


def _over(entries: Sequence[Entry]) -> Denominators:
    return denominators(average(entry.scored() for entry in entries))


def _actor(uses: ActorUses, by_id: Mapping[UUID, Entry], as_of: datetime, version: int) -> ActorScoreView:
    return ActorScoreView(
        actor=uses.actor,
        used=len(uses.technique_ids),
        over=_over([by_id[one] for one in uses.technique_ids if one in by_id]),
        as_of=as_of,
        configuration_version=version,
    )
