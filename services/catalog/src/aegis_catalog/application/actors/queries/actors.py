"""Threat actors, and the techniques they use."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_catalog.application.contents.queries.contents import ContentReader, Contents
from aegis_catalog.application.views.content import ContentView, StatedRef
from aegis_catalog.application.views.filters import ContentFilters
from aegis_catalog.application.views.techniques import UsedTechnique, UseView
from aegis_catalog.domain.content import Domain, State
from aegis_contracts.words import Way
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorFilters(ContentFilters):
    """`technique` and `software`: uses one of these, by id or public id. `country` and `motivation`: one of its
    profiles says so. `q` looks in aliases too."""

    technique: tuple[str, ...] = ()
    software: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    motivation: tuple[str, ...] = ()


class ActorCounts(Struct, frozen=True):
    """Active techniques that an actor uses: by itself; with those of its campaigns; with those of its software; with
    both. `software` counts the active software."""

    direct: int
    with_campaigns: int
    with_software: int
    all: int
    software: int


class ProfileOf(Struct, frozen=True):
    """What a source beside ATT&CK says of an actor. Sources that differ stand side by side."""

    id: UUID
    source: str
    name: str
    country: str | None
    motivation: list[str]
    url: str | None


class ActorRow(ContentView, frozen=True):
    """A threat actor."""

    aliases: list[str]
    counts: ActorCounts
    profiles: list[ProfileOf]


class SoftwareOf(Struct, frozen=True):
    """A piece of software that an actor uses."""

    id: UUID
    attack_id: str | None
    name: str
    type: str


class ActorDetail(ActorRow, frozen=True):
    """Its own page, with the campaigns that are attributed to it."""

    version: int
    description: str
    software: list[SoftwareOf]
    campaigns: list[StatedRef]


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


class ActorReader(ContentReader[ActorFilters, ActorRow, ActorDetail], Protocol):
    async def techniques(self, reference: str, filters: UseFilters, request: PageRequest) -> Page[UsedTechnique]:
        """Raises `NotFound`."""
        ...


class Actors(Contents[ActorFilters, ActorRow, ActorDetail]):
    noun = "actor"

    def __init__(self, reader: ActorReader) -> None:
        super().__init__(reader)
        self._uses = reader

    async def techniques(
        self, caller: Caller, reference: str, filters: UseFilters, request: PageRequest
    ) -> Page[UsedTechnique]:
        """The techniques that an actor uses, each once, with all the ways in which it does."""
        require(caller, Action.CONTENT_READ)
        return await self._uses.techniques(reference, filters, request)
