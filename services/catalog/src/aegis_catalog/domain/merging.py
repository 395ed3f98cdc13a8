"""Which of several claims on one item speaks for it. An item is a pure function of the claims that are known, so that
the order in which they came never shows."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Protocol, TypeVar
from uuid import UUID

from aegis_catalog.domain.content import DOMAINS, Domain

_EARLIEST = datetime.min.replace(tzinfo=UTC)


class Ranked(Protocol):
    """What the ranking looks at: one source's version of an item."""

    @property
    def claim_id(self) -> UUID: ...
    @property
    def domain(self) -> Domain | None: ...
    @property
    def priority(self) -> int: ...
    @property
    def modified(self) -> datetime | None: ...
    @property
    def withdrawn_at(self) -> datetime | None: ...


C = TypeVar("C", bound=Ranked)


def best_first(claims: Iterable[C]) -> list[C]:
    """Higher source priority first, then newer `modified`; between equals the foremost domain, then the id, so that
    there is always one answer."""

    def rank(claim: C) -> tuple[int, float, int, UUID]:
        place = len(DOMAINS) if claim.domain is None else DOMAINS.index(claim.domain)
        modified = claim.modified or _EARLIEST
        return (-claim.priority, -(modified - _EARLIEST).total_seconds(), place, claim.claim_id)

    return sorted(claims, key=rank)


def speaking(claims: Sequence[C]) -> list[C]:
    """The claims that count, best first: those that last; when all have ended, those that ended last, so that a
    tombstone keeps what the item was."""
    if len(claims) == 1:
        return list(claims)
    live = [claim for claim in claims if claim.withdrawn_at is None]
    if live:
        return best_first(live)
    last = max(claim.withdrawn_at for claim in claims if claim.withdrawn_at is not None)
    return best_first(claim for claim in claims if claim.withdrawn_at == last)


def best_of_each_domain(claims: Iterable[C]) -> list[C]:
    """Of claims that are given best first, the first of each domain. A bundle knows only its own domain's links, so
    that an item that stands in several has those of each."""
    first: dict[Domain | None, C] = {}
    for claim in claims:
        first.setdefault(claim.domain, claim)
    return list(first.values())
