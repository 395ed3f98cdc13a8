"""What the items of all kinds have in common."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypedDict, TypeVar
from uuid import UUID

from aegis_catalog.domain.content import Domain, State, in_order, state_of
from aegis_contracts.import_content import Claim, RunEnd
from aegis_contracts.imported.outline import ReleaseOutlineItem

T = TypeVar("T")
I = TypeVar("I")  # noqa: E741


class Base(TypedDict):
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


def base(attack_id: str, heard: Sequence[Claim]) -> Base:
    """The fields that every item has, of claims given best first. `attack_id` is the item's public id, whoever gives it
    out; empty for none."""
    first = heard[0]
    item = first.item
    if isinstance(item, RunEnd | ReleaseOutlineItem):
        raise TypeError("neither the end of a run nor the outline of a release is an item")
    return {
        "id": first.content_id,
        "attack_id": attack_id,
        "name": item.name,
        "description": getattr(item, "description", ""),
        "state": state_of(
            live=first.withdrawn_at is None and not getattr(item, "withdrawn", False),
            revoked=getattr(item, "revoked", False),
            deprecated=getattr(item, "deprecated", False) or not getattr(item, "supported", True),
        ),
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


def items_of(kind: type[I], claims: Iterable[Claim]) -> list[tuple[Claim, I]]:
    """The claims with their items. Claims of another kind on the same content id are a source's mistake: left out."""
    return [(claim, claim.item) for claim in claims if isinstance(claim.item, kind)]


def united(lists: Iterable[Iterable[T]], key: Callable[[T], Hashable]) -> tuple[T, ...]:
    """All entries in the order of the lists, the first of each key."""
    found: dict[Any, T] = {}
    for entries in lists:
        for entry in entries:
            found.setdefault(key(entry), entry)
    return tuple(found.values())


def itself(id_: UUID) -> UUID:
    """The key of what is its own."""
    return id_
