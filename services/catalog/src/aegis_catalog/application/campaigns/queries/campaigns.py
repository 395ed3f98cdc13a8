"""ATT&CK campaigns: what some group did in some time, with which techniques and software."""

from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct

from aegis_catalog.application.contents.queries.contents import LinkedContents
from aegis_catalog.application.views.content import ContentView, StatedRef
from aegis_catalog.application.views.filters import ContentFilters
from aegis_catalog.application.views.techniques import TechniqueOf


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFilters(ContentFilters):
    """`technique` and `software`: uses one of these; `actor`: attributed to one of these. `q` looks in aliases too."""

    technique: tuple[str, ...] = ()
    software: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()


class CampaignCounts(Struct, frozen=True):
    """What it is linked to, and active."""

    techniques: int
    software: int
    actors: int


class CampaignRow(ContentView, frozen=True):
    """A campaign; `actors` are the groups that it is attributed to."""

    aliases: list[str]
    first_seen: datetime | None
    last_seen: datetime | None
    actors: list[StatedRef]
    counts: CampaignCounts


class CampaignDetail(CampaignRow, frozen=True):
    """Its own page."""

    description: str
    software: list[StatedRef]


class Campaigns(LinkedContents[CampaignFilters, CampaignRow, CampaignDetail, TechniqueOf]):
    noun = "campaign"
