"""What was known when: every version of a thing with the time in which it was the latest that was known.

A version counts from its `known_from` until the earliest `known_from` of any later version. So the periods of a thing
depend on its versions alone, not on how often and in which pieces they were heard.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
"""The end of a period that has not ended."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One version of a thing, told at `told_at`. `digest` is of what is kept of it; `always` keeps it though nothing
    differs. `since`: what it says was known before it was told; the first version with that `since` is known from
    then, those that correct it from when they were told."""

    version: int
    told_at: datetime
    digest: bytes
    always: bool = False
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Period:
    version: int
    known_from: datetime
    known_to: datetime
    digest: bytes


@dataclass(frozen=True, slots=True)
class Arranged:
    """What to write so that a thing's periods are right: new ones, and the ends that moved, by version."""

    new: tuple[Period, ...]
    ends: dict[int, datetime]


def arrange(kept: Iterable[Period], heard: Iterable[Heard]) -> Arranged:
    """Adds what was `heard` of one thing to the periods that are `kept` of it.

    A version that is kept already, or that says what the one before it says, adds nothing.
    """
    before = {period.version: period for period in kept}
    versions = dict(before)
    added: set[int] = set()
    for fact in sorted(heard, key=lambda one: one.version):
        if fact.version in versions:
            continue
        earlier = [versions[version] for version in versions if version < fact.version]
        known_from = _known_from(fact, earlier)
        last = max(earlier, key=lambda period: period.version, default=None)
        if last and last.digest == fact.digest and last.known_from <= known_from and not fact.always:
            continue
        versions[fact.version] = Period(fact.version, known_from, FOREVER, fact.digest)
        added.add(fact.version)
    new: list[Period] = []
    ends: dict[int, datetime] = {}
    known_to = FOREVER
    for version in sorted(versions, reverse=True):
        period = versions[version]
        if version in added:
            new.append(replace(period, known_to=known_to))
        elif period.known_to != known_to:
            ends[version] = known_to
        known_to = min(known_to, period.known_from)
    return Arranged(tuple(reversed(new)), ends)


def _known_from(fact: Heard, earlier: Iterable[Period]) -> datetime:
    if fact.since is None or any(period.known_from == fact.since for period in earlier):
        return fact.told_at
    return fact.since
