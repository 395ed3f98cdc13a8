"""The organisation: scope with exclusions, and review policy."""

from datetime import date
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_catalog.application.views.content import StatedRef
from aegis_catalog.domain.content import Domain
from aegis_catalog.domain.policy import Review
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require


class ExclusionView(Struct, frozen=True):
    """A technique that is left out. `technique` is null while no source gives it; `until` is the last day."""

    technique_id: UUID
    technique: StatedRef | None
    reason: str
    by: UUID
    until: date | None


class ScopeView(Struct, frozen=True):
    """What is in scope. No platforms: all of them."""

    version: int
    platforms: list[str]
    domains: list[Domain]
    environments: list[str]
    business_units: list[str]
    include_pre: bool
    time_zone: str
    exclusions: list[ExclusionView]


class PolicyView(Struct, frozen=True):
    """How results are reviewed."""

    version: int
    review: Review
    skew_tolerance_seconds: int


class OrganisationView(Struct, frozen=True):
    scope: ScopeView
    policy: PolicyView


class OrganisationReader(Protocol):
    async def all(self) -> OrganisationView: ...
    async def exclusions(self, request: PageRequest) -> Page[ExclusionView]: ...


class Organisation:
    """Raises `Forbidden`."""

    def __init__(self, reader: OrganisationReader) -> None:
        self._reader = reader

    async def all(self, caller: Caller) -> OrganisationView:
        """Everything at once: it is small."""
        require(caller, Action.ORGANISATION_READ)
        return await self._reader.all()

    async def exclusions(self, caller: Caller, request: PageRequest) -> Page[ExclusionView]:
        """The techniques that are left out."""
        require(caller, Action.ORGANISATION_READ)
        return await self._reader.exclusions(request)
