"""How much content there is: items by kind, links between them, and the techniques that texts name. What upstream's
own statistics can be held against."""

from typing import Protocol

from msgspec import Struct

from aegis_catalog.domain.content import Domain
from aegis_kernel.rights import Action, Caller, require


class StateCounts(Struct, frozen=True):
    """Items by state."""

    active: int = 0
    revoked: int = 0
    deprecated: int = 0
    withdrawn: int = 0


class ItemCounts(Struct, frozen=True):
    """Items of one kind: each counted once, by each domain it stands in, and by the upstream that it is of. Analytics
    have the state of their strategy, and are counted by themselves: only active ones come in."""

    kind: str
    all: StateCounts
    domains: dict[Domain, StateCounts]
    upstreams: dict[str, StateCounts]


class PairCounts(Struct, frozen=True):
    """Pairs whose both ends are active, each counted once, and how many different items stand on either side."""

    pairs: int = 0
    left: int = 0
    right: int = 0


class RelationCounts(Struct, frozen=True):
    """One relation; by domain those pairs whose both ends stand in the domain. ``technique_revoked_by_technique`` leads
    from techniques that are revoked, to any."""

    relation: str
    all: PairCounts
    domains: dict[Domain, PairCounts]


class NamedCounts(Struct, frozen=True):
    """What items name of techniques: how many do, in how many pairs, how many different ids; of these the ones of
    techniques that are active, revoked, deprecated, withdrawn, or unknown; and how many active techniques they lead
    to."""

    items: int = 0
    pairs: int = 0
    ids: int = 0
    active: int = 0
    revoked: int = 0
    deprecated: int = 0
    withdrawn: int = 0
    unknown: int = 0
    followed: int = 0


class NamingCounts(Struct, frozen=True):
    """What items of one kind and upstream name: those that are active, and all of them. Of frameworks, the ids that are
    called non-mappable."""

    kind: str
    upstream: str
    active: NamedCounts
    all: NamedCounts


class ContentCounts(Struct, frozen=True):
    items: list[ItemCounts]
    relations: list[RelationCounts]
    named: list[NamingCounts]


class CountReader(Protocol):
    async def all(self) -> ContentCounts: ...


class Counting:
    """Raises `Forbidden`."""

    def __init__(self, reader: CountReader) -> None:
        self._reader = reader

    async def all(self, caller: Caller) -> ContentCounts:
        require(caller, Action.CONTENT_READ)
        return await self._reader.all()
