"""Test templates: the list, a template's own page, counts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_catalog.application.contents.queries.contents import Contents
from aegis_catalog.application.views.content import ContentView, ItemRef, PersonRef
from aegis_catalog.application.views.filters import ContentFilters
from aegis_catalog.domain.content import State
from aegis_contracts.imported.templates import Argument, Dependency
from aegis_contracts.words import RuleKind, TemplateApproval
from aegis_kernel.rights import Action, Caller, require


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFilters(ContentFilters):
    """`source`: an upstream or a data source by name. `technique` is exact, `technique_or_sub` takes their
    sub-techniques too; both, and tactics, by id or public id. `has_rules`: people confirmed a rule for it. `q` looks in
    upstream's keys too."""

    source: tuple[str, ...] = ()
    technique: tuple[str, ...] = ()
    technique_or_sub: tuple[str, ...] = ()
    tactic: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()
    executor: tuple[str, ...] = ()
    elevation: bool | None = None
    approval: tuple[TemplateApproval, ...] = ()
    has_rules: bool | None = None
    never_used: bool | None = None


class TemplateRow(ContentView, frozen=True):
    """A template. `upstream` is its source: ``atomic``, ``caldera``, ``lolbas``, ``gtfobins``, or ``custom`` for our
    own. `techniques` are those that it tries: where the ids lead today that it names, `technique_ids_named`. `rules`
    counts the detection rules that people confirmed for it. `group` is what upstream calls several templates
    together."""

    techniques: list[ItemRef]
    technique_ids_named: list[str]
    platforms: list[str]
    executor: str
    elevation_required: bool
    approval: TemplateApproval
    revision: int
    skill: str | None
    group: str | None
    rules: int
    last_used_at: datetime | None


class RuleOf(Struct, frozen=True):
    """A detection rule that should see what a template does."""

    id: UUID
    name: str
    kind: RuleKind
    state: State
    enabled: bool


class OwnTemplatePart(Struct, frozen=True):
    """What a template of our own has beside: who wrote it first, what it was forked from, who approved it last."""

    author: PersonRef
    forked_from: UUID | None
    approved_by: PersonRef | None
    approved_at: datetime | None


class TemplateDetail(TemplateRow, frozen=True):
    """A template's page. `version` is that of all its public state, `revision` that of its procedure.
    `technique_ids_unresolved` are those of the named ids that nobody knows; `own` is null for upstream's."""

    version: int
    description: str
    command: str
    cleanup: str | None
    arguments: list[Argument]
    dependencies: list[Dependency]
    dependency_executor: str | None
    privileges: list[str]
    platforms_named: list[str]
    technique_ids_unresolved: list[str]
    confirmed_rules: list[RuleOf]
    labels: list[str]
    references: list[str]
    authors: list[str]
    license: str | None
    upstream_path: str
    own: OwnTemplatePart | None


class Templates(Contents[TemplateFilters, TemplateRow, TemplateDetail]):
    noun = "template"


class TemplateStats(Struct, frozen=True):
    """How many templates there are: by source, by platform and by executor as they are written, by tactic (its short
    name) through the techniques that they try. One that has several platforms or tactics counts for each."""

    total: int
    by_source: dict[str, int]
    by_platform: dict[str, int]
    by_tactic: dict[str, int]
    by_executor: dict[str, int]
    by_approval: dict[str, int]
    never_used: int


class TemplateStatsReader(Protocol):
    async def read(self, states: tuple[State, ...], sources: tuple[str, ...]) -> TemplateStats: ...


class TemplateCounts:
    """Raises `Forbidden`."""

    def __init__(self, reader: TemplateStatsReader) -> None:
        self._reader = reader

    async def __call__(self, caller: Caller, states: tuple[State, ...], sources: tuple[str, ...]) -> TemplateStats:
        """Counts of the templates in these states, of these sources; none named: all."""
        require(caller, Action.CONTENT_READ)
        return await self._reader.read(states, sources)
