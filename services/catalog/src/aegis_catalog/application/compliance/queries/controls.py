"""Controls of a framework, and the techniques that they are mapped to."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_catalog.application.views.content import ContentView, StatedRef
from aegis_catalog.application.views.filters import ContentFilters
from aegis_catalog.domain.content import State
from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlFilters(ContentFilters):
    """`group` is a baseline or implementation group. `mapped`: has a mapping; `enhancement`: stands below a control
    (an enhancement, a safeguard); `from_mapping`: the framework's own catalogue lacks it; `technique`: mapped to one of
    these today; `parent`: below one of these, by label or id."""

    family: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    asset_type: tuple[str, ...] = ()
    security_function: tuple[str, ...] = ()
    mapped: bool | None = None
    enhancement: bool | None = None
    from_mapping: bool | None = None
    technique: tuple[str, ...] = ()
    parent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingFilters:
    """`technique`: leads to one of these today; `named`: written with one of these ids; `non_mappable`: what upstream
    calls so, or the mappings alone."""

    technique: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    non_mappable: bool | None = None


class FrameworkRef(Struct, frozen=True):
    """A framework where something below it is shown."""

    id: UUID
    slug: str
    name: str


class ControlRef(Struct, frozen=True):
    """A control where another names it."""

    id: UUID
    label: str
    name: str


class ControlCounts(Struct, frozen=True):
    """Mappings as they are written; active techniques that they lead to today; controls below it."""

    mappings: int
    techniques: int
    below: int


class ControlRow(ContentView, frozen=True):
    """A control. `label` is its public id within the framework. `groups` are the baselines or implementation groups
    that demand it."""

    label: str
    family: str
    parent: ControlRef | None
    groups: list[str]
    asset_type: str | None
    security_function: str | None
    from_mapping: bool
    attack_version: str | None
    counts: ControlCounts


class ControlDetail(ControlRow, frozen=True):
    """Its own page. `successors` are labels of the controls that took its place; `version` is that of its topic."""

    version: int
    framework: FrameworkRef
    description: str
    guidance: str
    successors: list[str]


class MappingRow(Struct, frozen=True):
    """A control's mapping to a technique. `control_named` is the control as upstream writes it, `technique` where the
    named id leads today, null when nobody knows it; `followed`: it leads elsewhere than to the id that was written.
    `attack_version` is the one that it was written for, `score` what some frameworks grade it with. `non_mappable`:
    upstream says that there is no mapping."""

    control: ControlRef
    control_named: str
    technique_id_named: str | None
    technique: StatedRef | None
    followed: bool
    type: str | None
    comment: str
    status: str | None
    score: str | None
    references: list[str]
    attack_version: str | None
    non_mappable: bool


class MappedAs(Struct, frozen=True):
    """How a control is mapped to a technique."""

    technique_id_named: str
    followed: bool
    type: str | None
    comment: str
    status: str | None


class ControlOf(Struct, frozen=True):
    """A control as one that is mapped to a technique."""

    id: UUID
    label: str
    name: str
    state: State
    family: str
    groups: list[str]
    framework: FrameworkRef
    attack_version: str | None
    mappings: list[MappedAs]


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlOfFilters:
    """`framework`: by id or slug."""

    state: tuple[State, ...] = ("active",)
    framework: tuple[str, ...] = ()


class ControlReader(Protocol):
    """Frameworks by id or slug, controls by id, label or upstream's key. All but `one` raise `NotFound`."""

    async def page(self, framework: str, filters: ControlFilters, request: PageRequest) -> Page[ControlRow]: ...
    async def one(self, framework: str, control: str) -> ControlDetail | None: ...
    async def mappings(
        self, framework: str, control: str | None, filters: MappingFilters, request: PageRequest
    ) -> Page[MappingRow]: ...
    async def of_technique(
        self, technique: str, filters: ControlOfFilters, request: PageRequest
    ) -> Page[ControlOf]: ...


class Controls:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: ControlReader) -> None:
        self._reader = reader

    async def page(
        self, caller: Caller, framework: str, filters: ControlFilters, request: PageRequest
    ) -> Page[ControlRow]:
        """A framework's controls."""
        require(caller, Action.CONTENT_READ)
        return await self._reader.page(framework, filters, request)

    async def one(self, caller: Caller, framework: str, control: str) -> ControlDetail:
        """The control of this framework with this id, label or key."""
        require(caller, Action.CONTENT_READ)
        found = await self._reader.one(framework, control)
        if found is None:
            raise NotFound("control_not_found", "There is no such control in this framework.")
        return found

    async def mappings(
        self, caller: Caller, framework: str, control: str | None, filters: MappingFilters, request: PageRequest
    ) -> Page[MappingRow]:
        """The mappings of one control, or of all."""
        require(caller, Action.CONTENT_READ)
        return await self._reader.mappings(framework, control, filters, request)

    async def of_technique(
        self, caller: Caller, technique: str, filters: ControlOfFilters, request: PageRequest
    ) -> Page[ControlOf]:
        """The controls that are mapped to a technique today, each once with all its mappings."""
        require(caller, Action.CONTENT_READ)
        return await self._reader.of_technique(technique, filters, request)
