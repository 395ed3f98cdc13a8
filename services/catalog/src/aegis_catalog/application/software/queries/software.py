"""Malware and tools, the techniques they use and the actors that use them."""

from dataclasses import dataclass

from msgspec import Struct

from aegis_catalog.application.contents.queries.contents import LinkedContents
from aegis_catalog.application.views.content import ContentView, StatedRef
from aegis_catalog.application.views.filters import ContentFilters
from aegis_catalog.application.views.techniques import TechniqueOf


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftwareFilters(ContentFilters):
    """`technique` and `actor`: uses, or is used by, one of these, by id or public id. `q` looks in aliases too."""

    type: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()
    technique: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()


class SoftwareCounts(Struct, frozen=True):
    """Active techniques that it uses, active actors that use it."""

    techniques: int
    actors: int


class SoftwareRow(ContentView, frozen=True):
    """A piece of software; `type` is ``malware`` or ``tool``."""

    type: str
    aliases: list[str]
    platforms: list[str]
    counts: SoftwareCounts


class SoftwareDetail(SoftwareRow, frozen=True):
    """Its own page, with the actors that use it and the campaigns in which it was used."""

    version: int
    description: str
    actors: list[StatedRef]
    campaigns: list[StatedRef]


class SoftwareItems(LinkedContents[SoftwareFilters, SoftwareRow, SoftwareDetail, TechniqueOf]):
    noun = "software"
