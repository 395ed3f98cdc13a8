"""All claims on an item made into the item: a pure function of the claims, whatever their order."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypedDict, TypeVar
from uuid import UUID

from aegis_catalog.application.content import items
from aegis_catalog.domain.content import DOMAINS, Domain, in_order, state_of
from aegis_catalog.domain.merging import best_of_each_domain, speaking
from aegis_contracts.import_content import (
    ActorItem,
    Claim,
    DataComponentItem,
    DetectionStrategy,
    Mitigated,
    MitigationItem,
    RunEnd,
    SoftwareItem,
    TacticItem,
    TechniqueItem,
    Use,
)

T = TypeVar("T")
I = TypeVar("I", TechniqueItem, TacticItem, MitigationItem, DataComponentItem, ActorItem, SoftwareItem)  # noqa: E741


def merge(claims: Sequence[Claim]) -> items.AnyItem:
    """The item that `claims`, all on one content id, make: domains and tactics united, other fields from the first by
    rank; lists of links united over the domains, each from its domain's first."""
    heard = speaking(claims)
    first = heard[0].item
    match first:
        case TechniqueItem():
            return _technique(first, heard)
        case TacticItem():
            return _tactic(first, heard)
        case MitigationItem():
            return items.Mitigation(**_base(first.attack_id, heard))
        case DataComponentItem():
            return items.DataComponent(**_base(first.attack_id or "", heard))
        case ActorItem():
            return _actor(first, heard)
        case SoftwareItem():
            return _software(first, heard)
        case RunEnd():
            raise TypeError("the end of a run is no item")


class _Base(TypedDict):
    id: UUID
    attack_id: str
    name: str
    description: str
    state: Any
    domains: tuple[Domain, ...]
    release: str | None
    url: str | None
    upstream: str
    upstream_key: str
    sources: tuple[str, ...]
    created: Any
    modified: Any
    withdrawn_at: Any


def _base(attack_id: str, heard: Sequence[Claim]) -> _Base:
    first = heard[0]
    item = first.item
    if isinstance(item, RunEnd):
        raise TypeError("the end of a run is no item")
    live = first.withdrawn_at is None
    return {
        "id": first.content_id,
        "attack_id": attack_id,
        "name": item.name,
        "description": item.description,
        "state": state_of(live=live, revoked=item.revoked, deprecated=item.deprecated),
        "domains": in_order({claim.domain for claim in heard if claim.domain is not None}),
        "release": first.release,
        "url": first.url,
        "upstream": first.upstream,
        "upstream_key": first.key,
        "sources": tuple(sorted({claim.source_name or str(claim.source_id) for claim in heard})),
        "created": first.created,
        "modified": first.modified,
        "withdrawn_at": first.withdrawn_at,
    }


def _technique(first: TechniqueItem, heard: Sequence[Claim]) -> items.Technique:
    cells = {
        (claim.domain, tactic_id)
        for claim, item in _all(TechniqueItem, heard)
        if claim.domain is not None
        for tactic_id in item.tactics
    }
    of_domains = [item for _, item in _all(TechniqueItem, best_of_each_domain(heard))]
    return items.Technique(
        **_base(first.attack_id, heard),
        tactics=tuple(sorted(cells, key=lambda cell: (DOMAINS.index(cell[0]), cell[1]))),
        platforms=first.platforms,
        is_subtechnique=first.is_subtechnique,
        parent_id=first.parent_id,
        revoked_by=first.revoked_by if first.revoked else None,
        detection=_united((item.detection for item in of_domains), _strategy_key),
        mitigations=_united((item.mitigations for item in of_domains), _mitigated_key),
    )


def _tactic(first: TacticItem, heard: Sequence[Claim]) -> items.Tactic:
    places = [
        (claim.domain, item.place)
        for claim, item in _all(TacticItem, best_of_each_domain(heard))
        if claim.domain is not None and item.place is not None
    ]
    return items.Tactic(
        **_base(first.attack_id, heard),
        shortname=first.shortname,
        places=tuple(sorted(places, key=lambda place: DOMAINS.index(place[0]))),
    )


def _actor(first: ActorItem, heard: Sequence[Claim]) -> items.Actor:
    of_domains = [item for _, item in _all(ActorItem, best_of_each_domain(heard))]
    return items.Actor(
        **_base(first.attack_id, heard),
        aliases=first.aliases,
        uses=_united((item.uses for item in of_domains), _use_key),
        software=_united((item.software for item in of_domains), _itself),
    )


def _software(first: SoftwareItem, heard: Sequence[Claim]) -> items.Software:
    of_domains = [item for _, item in _all(SoftwareItem, best_of_each_domain(heard))]
    return items.Software(
        **_base(first.attack_id, heard),
        type=first.type,
        aliases=first.aliases,
        platforms=first.platforms,
        technique_ids=_united((item.technique_ids for item in of_domains), _itself),
    )


def _all(kind: type[I], claims: Iterable[Claim]) -> list[tuple[Claim, I]]:
    """The claims with their items. Claims of another kind on the same content id are a source's mistake: left out."""
    return [(claim, claim.item) for claim in claims if isinstance(claim.item, kind)]


def _united(lists: Iterable[Iterable[T]], key: Callable[[T], Hashable]) -> tuple[T, ...]:
    """All entries in the order of the lists, the first of each key."""
    found: dict[Any, T] = {}
    for entries in lists:
        for entry in entries:
            found.setdefault(key(entry), entry)
    return tuple(found.values())


def _use_key(use: Use) -> tuple[UUID, str, str]:
    return (use.technique_id, use.way, use.through or "")


def _strategy_key(strategy: DetectionStrategy) -> UUID:
    return strategy.id


def _mitigated_key(mitigated: Mitigated) -> UUID:
    return mitigated.mitigation_id


def _itself(id_: UUID) -> UUID:
    return id_
