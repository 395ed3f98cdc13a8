"""Which rules may see what a template does: a query over techniques and platforms, with what people decided."""

from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from aegis_catalog.application.views.content import ItemRef
from aegis_catalog.domain.content import State
from aegis_contracts.words import RuleKind, TemplateApproval
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require

Verdict = Literal["candidate", "confirmed", "dismissed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateFilters:
    """`expected`: confirmed, or a candidate that is enabled in some tool."""

    verdict: tuple[Verdict, ...] = ()
    enabled: bool | None = None
    expected: bool | None = None
    source: tuple[str, ...] = ()


class RuleCandidate(Struct, frozen=True):
    """A rule for a template. No `platforms`: it fits every one. `techniques` are those that both name; none where
    people associated them nevertheless."""

    id: UUID
    name: str
    kind: RuleKind
    state: State
    upstream: str
    severity: str | None
    platforms: list[str]
    techniques: list[ItemRef]
    verdict: Verdict
    enabled: bool
    expected: bool
    reason: str
    by: str | None


class TemplateCandidate(Struct, frozen=True):
    """A template for a rule."""

    id: UUID
    name: str
    state: State
    approval: TemplateApproval
    upstream: str
    platforms: list[str]
    techniques: list[ItemRef]
    verdict: Verdict
    enabled: bool
    expected: bool
    reason: str
    by: str | None


class CandidateReader(Protocol):
    async def rules_of(self, template_id: UUID, filters: CandidateFilters, request: PageRequest) -> Page[RuleCandidate]:
        """Raises `NotFound`."""
        ...

    async def templates_of(
        self, rule_id: UUID, filters: CandidateFilters, request: PageRequest
    ) -> Page[TemplateCandidate]:
        """Raises `NotFound`."""
        ...


class Candidates:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: CandidateReader) -> None:
        self._reader = reader

    async def rules_of(
        self, caller: Caller, template_id: UUID, filters: CandidateFilters, request: PageRequest
    ) -> Page[RuleCandidate]:
        """The rules that share a technique with a template and may read where it runs, and those people associated."""
        require(caller, Action.CONTENT_READ)
        return await self._reader.rules_of(template_id, filters, request)

    async def templates_of(
        self, caller: Caller, rule_id: UUID, filters: CandidateFilters, request: PageRequest
    ) -> Page[TemplateCandidate]:
        require(caller, Action.CONTENT_READ)
        return await self._reader.templates_of(rule_id, filters, request)
