"""Frameworks: NIST SP 800-53, CIS Controls and the like."""

from dataclasses import dataclass
from typing import Protocol

from msgspec import Struct

from aegis_catalog.application.views.content import ContentView, StatedRef
from aegis_catalog.application.views.filters import ContentFilters
from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkFilters(ContentFilters):
    """Nothing beyond what all content has."""


class FrameworkCounts(Struct, frozen=True):
    """What there is in the framework's own catalogue: families, controls, and the enhancements or safeguards below
    them, withdrawn ones among them and counted again by themselves; `active` are controls and enhancements together.
    `from_mapping` counts active controls that its catalogue lacks and a mapping names: they are in none of these.

    Of mappings: the controls that have one, pairs of control and technique id as they are written (`mappings`),
    technique ids as they are written, active techniques that they lead to today, and the rows that upstream calls
    non-mappable, which are no mappings."""

    families: int
    controls: int
    controls_withdrawn: int
    enhancements: int
    enhancements_withdrawn: int
    active: int
    from_mapping: int
    mapped_controls: int
    mappings: int
    technique_ids_named: int
    techniques: int
    non_mappable: int


class FrameworkRow(ContentView, frozen=True):
    """A framework. `slug` is its public id; `attack_version` the one that its mappings were written for;
    `from_mapping`: nothing but mappings is known of it."""

    slug: str
    version: str | None
    publisher: str
    license: str | None
    attack_version: str | None
    from_mapping: bool
    counts: FrameworkCounts


class GroupOf(Struct, frozen=True):
    """A family, baseline or implementation group: its active controls, and those of them with a mapping."""

    name: str
    controls: int
    mapped: int


class FrameworkDetail(FrameworkRow, frozen=True):
    """Its own page. `version_published` is that of its topic."""

    version_published: int
    description: str
    families: list[GroupOf]
    groups: list[GroupOf]


class NonMappableRow(Struct, frozen=True):
    """A row that upstream calls non-mappable: it lacks the control or the technique, and is never a mapping.
    `technique` is where the named id leads today, null when nobody knows it; `domain` is
    that of upstream's file."""

    control: str | None
    technique_id_named: str | None
    technique: StatedRef | None
    followed: bool
    comment: str
    domain: str | None


class FrameworkReader(Protocol):
    """A reference is an id or a slug, whatever the case of letters."""

    async def page(self, filters: FrameworkFilters, request: PageRequest) -> Page[FrameworkRow]: ...
    async def one(self, reference: str) -> FrameworkDetail | None: ...
    async def non_mappable(self, reference: str, request: PageRequest) -> Page[NonMappableRow]:
        """Raises `NotFound`."""
        ...


class Frameworks:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: FrameworkReader) -> None:
        self._reader = reader

    async def page(self, caller: Caller, filters: FrameworkFilters, request: PageRequest) -> Page[FrameworkRow]:
        require(caller, Action.CONTENT_READ)
        return await self._reader.page(filters, request)

    async def one(self, caller: Caller, reference: str) -> FrameworkDetail:
        """The framework with this id or slug."""
        require(caller, Action.CONTENT_READ)
        found = await self._reader.one(reference)
        if found is None:
            raise NotFound("framework_not_found", "There is no such framework.")
        return found

    async def non_mappable(self, caller: Caller, reference: str, request: PageRequest) -> Page[NonMappableRow]:
        """What upstream calls non-mappable, in its order."""
        require(caller, Action.CONTENT_READ)
        return await self._reader.non_mappable(reference, request)
