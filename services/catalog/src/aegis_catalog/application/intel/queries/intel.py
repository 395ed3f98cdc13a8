"""Entries of feeds, with the techniques that they name and what we made of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aegis_catalog.application.contents.queries.contents import ContentReader, Contents
from aegis_catalog.application.views.content import ContentView, ItemRef, PersonRef
from aegis_catalog.application.views.filters import ContentFilters
from aegis_contracts.words import IntelTriage
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require


@dataclass(frozen=True, slots=True, kw_only=True)
class IntelFilters(ContentFilters):
    """`feed`: came by one of these; `technique`: leads to one of these today."""

    feed: tuple[str, ...] = ()
    technique: tuple[str, ...] = ()
    triage: tuple[IntelTriage, ...] = ()


class IntelRow(ContentView, frozen=True):
    """An entry. `published` is the time of first sight where the feed gave none (`first_seen`). `techniques` are those
    that its named ids lead to today; `technique_ids_unknown` lead nowhere yet."""

    link: str | None
    feeds: list[str]
    authors: list[str]
    published: datetime | None
    first_seen: bool
    triage: IntelTriage
    triaged_by: PersonRef | None
    triaged_at: datetime | None
    techniques: list[ItemRef]
    technique_ids_unknown: list[str]


class IntelDetail(IntelRow, frozen=True):
    """Its own page, with its text: plain, and still a stranger's. `version` is the one to act on it with."""

    version: int
    summary: str
    content: str


class IntelReader(ContentReader[IntelFilters, IntelRow, IntelDetail], Protocol):
    async def of_technique(self, technique: str, filters: IntelFilters, request: PageRequest) -> Page[IntelRow]:
        """The entries whose named ids lead to a technique today; the filters' own techniques are left aside. Raises
        `NotFound`."""
        ...


class IntelItems(Contents[IntelFilters, IntelRow, IntelDetail]):
    noun = "intel item"

    def __init__(self, reader: IntelReader) -> None:
        super().__init__(reader)
        self._of = reader

    async def of_technique(
        self, caller: Caller, technique: str, filters: IntelFilters, request: PageRequest
    ) -> Page[IntelRow]:
        """The entries that name a technique."""
        require(caller, Action.CONTENT_READ)
        return await self._of.of_technique(technique, filters, request)
