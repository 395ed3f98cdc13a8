"""Threat actors, and the techniques they use."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_catalog.application.views.content import ContentView
from aegis_catalog.application.views.filters import ContentFilters
from aegis_catalog.application.views.techniques import UsedTechnique, UseView
from aegis_catalog.domain.content import Domain, State
from aegis_contracts.words import Way
from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorFilters(ContentFilters):
    """`technique` and `software`: uses one of these, by id or public id. `q` looks in aliases too."""

    technique: tuple[str, ...] = ()
    software: tuple[str, ...] = ()


class ActorCounts(Struct, frozen=True):
    """Active techniques that an actor uses: by itself; with those of its campaigns; with those of its software; with
    both. `software` counts the active software."""

    direct: int
    with_campaigns: int
    with_software: int
    all: int
    software: int


class ActorRow(ContentView, frozen=True):
    """A threat actor."""

    aliases: list[str]
    counts: ActorCounts


class SoftwareOf(Struct, frozen=True):
    """A piece of software that an actor uses."""

    id: UUID
    attack_id: str | None
    name: str
    type: str


class ActorDetail(ActorRow, frozen=True):
    """Its own page."""

    version: int
    description: str
    software: list[SoftwareOf]


class ActorUsing(Struct, frozen=True):
    """An actor as one that uses a technique: `way` is the most direct of `ways`."""

    id: UUID
    attack_id: str
    name: str
    state: State
    domains: list[Domain]
    aliases: list[str]
    way: Way
    ways: list[Way]
    uses: list[UseView]


@dataclass(frozen=True, slots=True, kw_only=True)
class UseFilters:
    """Which of an actor's uses: by way, by the technique's state and domain."""

    way: tuple[Way, ...] = ("direct", "campaign")
    state: tuple[State, ...] = ("active",)
    domain: tuple[Domain, ...] = ()


class ActorReader(Protocol):
    async def page(self, filters: ActorFilters, request: PageRequest) -> Page[ActorRow]: ...
    async def one(self, reference: str) -> ActorDetail | None: ...
    async def techniques(self, reference: str, filters: UseFilters, request: PageRequest) -> Page[UsedTechnique]:
        """Raises `NotFound`."""
        ...


class Actors:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: ActorReader) -> None:
        self._reader = reader

    async def page(self, caller: Caller, filters: ActorFilters, request: PageRequest) -> Page[ActorRow]:
        require(caller, Action.CONTENT_READ)
        return await self._reader.page(filters, request)

    async def one(self, caller: Caller, reference: str) -> ActorDetail:
        """The actor with this id or group id."""
        require(caller, Action.CONTENT_READ)
        found = await self._reader.one(reference)
        if found is None:
            raise NotFound("actor_not_found", "There is no such threat actor.")
        return found

    async def techniques(
        self, caller: Caller, reference: str, filters: UseFilters, request: PageRequest
    ) -> Page[UsedTechnique]:
        """The techniques that an actor uses, each once, with all the ways in which it does."""
        require(caller, Action.CONTENT_READ)
        return await self._reader.techniques(reference, filters, request)
