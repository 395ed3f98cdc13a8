"""Techniques: the list, and a technique's own page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_catalog.application.views.content import ContentView, ItemRef, PersonRef, StatedRef, TacticRef
from aegis_catalog.application.views.filters import ContentFilters
from aegis_catalog.domain.content import State
from aegis_catalog.domain.review import CauseName, ReviewState
from aegis_contracts.decay import ScoreFormula
from aegis_contracts.imported.attack import DetectionStrategy
from aegis_contracts.words import CoverageStatus
from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require


@dataclass(frozen=True, slots=True, kw_only=True)
class TechniqueFilters(ContentFilters):
    """Tactics, parents and actors by id or public id (tactics by short name too); platforms and tags whatever the
    case of letters; `status` is the coverage status."""

    tactic: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()
    status: tuple[CoverageStatus, ...] = ()
    flag: tuple[str, ...] = ()
    review_state: tuple[ReviewState, ...] = ()
    actor: tuple[str, ...] = ()
    parent: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    has_template: bool | None = None
    has_enabled_rule: bool | None = None


class Counts(Struct, frozen=True):
    """What is linked to a technique and active."""

    templates: int
    rules: int
    defences: int
    actors: int


class TechniqueRow(ContentView, frozen=True):
    """A technique in a list. `status` is its content state again; `revoked_by` the next in its chain."""

    status: State
    tactics: list[TacticRef]
    platforms: list[str]
    is_subtechnique: bool
    parent: ItemRef | None
    revoked_by: ItemRef | None
    coverage_status: CoverageStatus
    flags: list[str]
    review_state: ReviewState
    last_used_at: datetime | None
    tags: list[str]
    counts: Counts


class MitigationOf(Struct, frozen=True):
    """A mitigation, with how it mitigates this technique."""

    id: UUID
    attack_id: str | None
    name: str
    description: str


class CauseView(Struct, frozen=True):
    """Why a technique waits for a review. `fields` differ from what was last accepted."""

    cause: CauseName
    since: datetime
    fields: list[str]
    detail: str
    by: PersonRef | None


class TechniqueDetail(TechniqueRow, frozen=True):
    """A technique's page. `version` is the one to change its review with; `successor` the end of its chain; `score` a
    formula of time, null until scoring has spoken of it."""

    version: int
    description: str
    successor: StatedRef | None
    subtechniques: list[ItemRef]
    mitigations: list[MitigationOf]
    detection: list[DetectionStrategy]
    review_causes: list[CauseView]
    reviewed_by: PersonRef | None
    reviewed_at: datetime | None
    score: ScoreFormula | None
    notes: int


class TechniqueReader(Protocol):
    async def page(self, filters: TechniqueFilters, request: PageRequest) -> Page[TechniqueRow]: ...
    async def one(self, reference: str) -> TechniqueDetail | None: ...


class Techniques:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: TechniqueReader) -> None:
        self._reader = reader

    async def page(self, caller: Caller, filters: TechniqueFilters, request: PageRequest) -> Page[TechniqueRow]:
        require(caller, Action.CONTENT_READ)
        return await self._reader.page(filters, request)

    async def one(self, caller: Caller, reference: str) -> TechniqueDetail:
        """The technique with this id or public id."""
        require(caller, Action.CONTENT_READ)
        found = await self._reader.one(reference)
        if found is None:
            raise NotFound("technique_not_found", "There is no such technique.")
        return found
