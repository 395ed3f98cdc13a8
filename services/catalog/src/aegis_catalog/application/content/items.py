"""Catalogue items as their claims make them: plain facts, one class a kind."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from aegis_catalog.domain.content import Domain, State
from aegis_contracts.imported.actors import Use
from aegis_contracts.imported.attack import Analytic, DetectionStrategy, Mitigated


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What all kinds have. `sources` are the names of the data sources that claim it; `attack_id` is the public id,
    whoever gives it out, and empty where nobody does. `KIND` is the word that claims of it carry."""

    KIND: ClassVar[str]

    id: UUID
    attack_id: str
    name: str
    description: str
    state: State
    domains: tuple[Domain, ...]
    release: str | None
    url: str | None
    upstream: str
    upstream_key: str
    sources: tuple[str, ...]
    created: datetime | None
    modified: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming(Item):
    """What names techniques in its own text: the ids as written, trimmed and in capitals. Where they lead is found
    when it is written, and again whenever techniques change."""

    technique_ids_named: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Technique(Item):
    """`tactics` are (domain, tactic) cells."""

    KIND: ClassVar[str] = "technique"

    tactics: tuple[tuple[Domain, UUID], ...]
    platforms: tuple[str, ...]
    is_subtechnique: bool
    parent_id: UUID | None
    revoked_by: UUID | None
    detection: tuple[DetectionStrategy, ...]
    mitigations: tuple[Mitigated, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tactic(Item):
    """`places` are its places in its domains' matrices, from 0; none where the matrix does not hold it."""

    KIND: ClassVar[str] = "tactic"

    shortname: str
    places: tuple[tuple[Domain, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mitigation(Item):
    KIND: ClassVar[str] = "mitigation"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataComponent(Item):
    KIND: ClassVar[str] = "data_component"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor(Item):
    """`uses` by itself and in campaigns; `software` by id."""

    KIND: ClassVar[str] = "actor"

    aliases: tuple[str, ...]
    uses: tuple[Use, ...]
    software: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Software(Item):
    KIND: ClassVar[str] = "software"

    type: str
    aliases: tuple[str, ...]
    platforms: tuple[str, ...]
    technique_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign(Item):
    """`actors` are the groups that it is attributed to."""

    KIND: ClassVar[str] = "campaign"

    aliases: tuple[str, ...]
    technique_ids: tuple[UUID, ...]
    software: tuple[UUID, ...]
    actors: tuple[UUID, ...]
    first_seen: datetime | None
    last_seen: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy(Item):
    """A detection strategy: how techniques are seen."""

    KIND: ClassVar[str] = "detection_strategy"

    analytics: tuple[Analytic, ...]
    technique_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorProfile(Item):
    """What a source beside ATT&CK knows of an actor; `actor_ids` are the groups that it belongs to."""

    KIND: ClassVar[str] = "actor_profile"

    aliases: tuple[str, ...]
    country: str | None
    motivation: tuple[str, ...]
    references: tuple[str, ...]
    actor_ids: tuple[UUID, ...]


AnyItem = Item
