"""What sources beside ATT&CK know of actors: each profile as its source gives it."""

from dataclasses import dataclass

from aegis_catalog.application.contents.queries.contents import Contents
from aegis_catalog.application.views.content import ContentView, StatedRef
from aegis_catalog.application.views.filters import ContentFilters


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileFilters(ContentFilters):
    """`joined`: whether it belongs to a group that the catalogue knows. `actor`: belongs to one of these. `q` looks in
    aliases too."""

    joined: bool | None = None
    country: tuple[str, ...] = ()
    motivation: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()


class ProfileRow(ContentView, frozen=True):
    """A profile. `country` is an ISO 3166 code; `actors` are the groups that it belongs to, as far as they are
    known."""

    aliases: list[str]
    country: str | None
    motivation: list[str]
    references: list[str]
    actors: list[StatedRef]


class ProfileDetail(ProfileRow, frozen=True):
    """Its own page."""

    description: str


class Profiles(Contents[ProfileFilters, ProfileRow, ProfileDetail]):
    noun = "actor profile"
