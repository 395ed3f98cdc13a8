"""What every content item shows, and how one is shown where another names it."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_catalog.domain.content import Domain, State


class ContentView(Struct, frozen=True):
    """What every item has. `sources` are the data sources that claim it; `upstream_key` is its key in the namespace
    `upstream`; `attack_id` is null where upstream gives none."""

    id: UUID
    attack_id: str | None
    name: str
    state: State
    domains: list[Domain]
    sources: list[str]
    upstream: str
    upstream_key: str
    url: str | None
    release: str | None
    created: datetime | None
    modified: datetime | None
    withdrawn_at: datetime | None


class ItemRef(Struct, frozen=True):
    """An item where another names it."""

    id: UUID
    attack_id: str | None
    name: str


class StatedRef(Struct, frozen=True):
    """The same, with its state."""

    id: UUID
    attack_id: str | None
    name: str
    state: State


class TacticRef(Struct, frozen=True):
    """A cell of a domain's matrix in which a technique stands."""

    id: UUID
    attack_id: str
    shortname: str
    name: str
    domain: Domain


class PersonRef(Struct, frozen=True):
    """A person, by id and by the name they had then."""

    id: UUID
    name: str
