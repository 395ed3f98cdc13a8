"""Catalogue items as their claims make them: plain facts, one class a kind."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aegis_catalog.domain.content import Domain, State
from aegis_contracts.imported.actors import Use
from aegis_contracts.imported.attack import DetectionStrategy, Mitigated


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What all kinds have. `sources` are the names of the data sources that claim it; `attack_id` is empty where
    upstream gives none."""

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
class Technique(Item):
    """`tactics` are (domain, tactic) cells."""

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

    shortname: str
    places: tuple[tuple[Domain, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mitigation(Item):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class DataComponent(Item):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor(Item):
    """`uses` by itself and in campaigns; `software` by id."""

    aliases: tuple[str, ...]
    uses: tuple[Use, ...]
    software: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Software(Item):
    type: str
    aliases: tuple[str, ...]
    platforms: tuple[str, ...]
    technique_ids: tuple[UUID, ...]


AnyItem = Item
