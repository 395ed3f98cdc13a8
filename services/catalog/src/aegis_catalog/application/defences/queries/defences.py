"""Defences: the list and a defence's own page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_catalog.application.contents.queries.contents import LinkedContents
from aegis_catalog.application.views.content import ContentView, ItemRef
from aegis_catalog.application.views.filters import ContentFilters
from aegis_catalog.application.views.techniques import TechniqueOf
from aegis_contracts.words import ImplementationStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class DefenceFilters(ContentFilters):
    """`tactic` is D3FEND's word (``Detect``), whatever the case of letters. `technique`: counters one of these, by id
    or public id; `technique_or_sub` takes their sub-techniques too. `tool` by id."""

    tactic: tuple[str, ...] = ()
    implementation: tuple[ImplementationStatus, ...] = ()
    technique: tuple[str, ...] = ()
    technique_or_sub: tuple[str, ...] = ()
    tool: tuple[UUID, ...] = ()


class DefenceCounts(Struct, frozen=True):
    """Active techniques that it counters."""

    techniques: int


class DefenceRow(ContentView, frozen=True):
    """A D3FEND technique; `d3fend_id` is its public id, `technique_ids_named` the techniques that it counters as D3FEND
    writes them. From `implementation` on it is what we have done about it."""

    d3fend_id: str
    tactic: str
    parent: ItemRef | None
    counts: DefenceCounts
    technique_ids_named: list[str]
    implementation: ImplementationStatus
    tool_id: UUID | None
    owner: str | None
    since: datetime | None


class DefenceDetail(DefenceRow, frozen=True):
    """A defence's page. `version` is the one to change its implementation with. `technique_ids_unresolved` are
    those of the named ids that nobody knows."""

    version: int
    description: str
    children: list[ItemRef]
    technique_ids_unresolved: list[str]


class Defences(LinkedContents[DefenceFilters, DefenceRow, DefenceDetail, TechniqueOf]):
    noun = "defence"
