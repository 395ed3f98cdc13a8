"""What is known of releases of ATT&CK, and what changed between two of them."""

from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from aegis_catalog.domain.content import Domain, State
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require

Change = Literal["added", "gone", "revoked", "deprecated", "restored", "renamed", "moved", "changed", "unchanged"]
"""`renamed`, `moved` (tactics or parent) and `changed` (any field) may come together; the others stand alone."""


class ReleaseRow(Struct, frozen=True):
    """A release. `applied_at` is null while it is known by a dry run alone; `present`: the domain's matrix is of it."""

    domain: Domain
    release: str
    present: bool
    source_name: str
    run_id: UUID
    known_at: datetime
    applied_at: datetime | None
    techniques: int


class SuccessorRef(Struct, frozen=True):
    """A technique as a release has it."""

    id: UUID
    attack_id: str
    name: str
    state: State


class ReleasedTechnique(Struct, frozen=True):
    """A technique as a release has it. `tactics` and `parent` are public ids; `revoked_by` is the next of its chain."""

    attack_id: str
    name: str
    state: State
    tactics: list[str]
    parent: str | None
    revoked_by: SuccessorRef | None


class ComparedTechnique(Struct, frozen=True):
    """A technique in two releases; null where one does not have it. `fields` are those that differ, where it is in the
    same state in both."""

    id: UUID
    attack_id: str
    name: str
    changes: list[Change]
    fields: list[str]
    before: ReleasedTechnique | None
    after: ReleasedTechnique | None


class ComparedCounts(Struct, frozen=True):
    """How many techniques have each change. One that was renamed and moved counts in both, and as changed."""

    added: int
    gone: int
    revoked: int
    deprecated: int
    restored: int
    renamed: int
    moved: int
    changed: int
    unchanged: int


class Releases(Struct, frozen=True):
    """Two releases of a domain."""

    domain: Domain
    before: str
    after: str


class CompareFilters(Struct, frozen=True):
    change: tuple[Change, ...] = ()
    q: str = ""


class ReleaseReader(Protocol):
    async def page(self, domains: tuple[Domain, ...], request: PageRequest) -> Page[ReleaseRow]: ...

    async def compare(
        self, releases: Releases, filters: CompareFilters, request: PageRequest
    ) -> Page[ComparedTechnique]:
        """Raises `NotFound` for a release that is not known."""
        ...

    async def counts(self, releases: Releases) -> ComparedCounts:
        """Raises `NotFound` for a release that is not known."""
        ...


class AttackReleases:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: ReleaseReader) -> None:
        self._reader = reader

    async def page(self, caller: Caller, domains: tuple[Domain, ...], request: PageRequest) -> Page[ReleaseRow]:
        require(caller, Action.CONTENT_READ)
        return await self._reader.page(domains, request)

    async def compare(
        self, caller: Caller, releases: Releases, filters: CompareFilters, request: PageRequest
    ) -> Page[ComparedTechnique]:
        require(caller, Action.CONTENT_READ)
        return await self._reader.compare(releases, filters, request)

    async def counts(self, caller: Caller, releases: Releases) -> ComparedCounts:
        require(caller, Action.CONTENT_READ)
        return await self._reader.counts(releases)
