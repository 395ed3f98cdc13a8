"""The threat profile, and what it makes of each technique."""

from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_catalog.application.views.content import StatedRef
from aegis_catalog.application.views.techniques import TechniqueOf
from aegis_catalog.domain.content import State
from aegis_contracts.words import Way
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require


class ProfileActorView(Struct, frozen=True):
    """An actor that matters. `actor` is null while no source gives it."""

    actor_id: UUID
    weight: int
    actor: StatedRef | None


class ProfileListView(Struct, frozen=True):
    """A list of techniques that matters as an actor does."""

    name: str
    weight: int
    technique_ids: list[UUID]
    techniques: list[StatedRef]


class ProfileView(Struct, frozen=True):
    """The profile. `weight` is that of all actors and lists together."""

    version: int
    weight: int
    actors: list[ProfileActorView]
    lists: list[ProfileListView]


class RelevantTechnique(TechniqueOf, frozen=True):
    """A technique that some of the profile use: `relevance` is their share of its whole weight, from 0 to 1."""

    relevance: float
    actors: int
    lists: int


class ProfileReader(Protocol):
    async def all(self) -> ProfileView: ...
    async def techniques(
        self, ways: tuple[Way, ...], states: tuple[State, ...], request: PageRequest
    ) -> Page[RelevantTechnique]: ...


class ThreatProfile:
    """Raises `Forbidden`."""

    def __init__(self, reader: ProfileReader) -> None:
        self._reader = reader

    async def all(self, caller: Caller) -> ProfileView:
        """All of it: it is small."""
        require(caller, Action.ORGANISATION_READ)
        return await self._reader.all()

    async def techniques(
        self, caller: Caller, ways: tuple[Way, ...], states: tuple[State, ...], request: PageRequest
    ) -> Page[RelevantTechnique]:
        """The techniques that the profile uses in one of `ways`, or lists."""
        require(caller, Action.ORGANISATION_READ)
        return await self._reader.techniques(ways, states, request)
