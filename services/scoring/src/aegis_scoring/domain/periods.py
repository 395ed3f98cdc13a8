"""What was known when: every version of a fact with the time in which it was the latest that was known.

A version counts from its `known_from` until the earliest `known_from` of any later version. So the periods of a thing
depend on its versions alone, not on the order or number of times in which they were heard.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
"""The end of a period that has not ended."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One version of a thing. `digest` is of what is kept of it; `always` keeps it though nothing differs."""

    version: int
    known_from: datetime
    digest: bytes
    always: bool = False


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
    versions: dict[int, Heard | Period] = dict(before)
    added: set[int] = set()
    for fact in sorted(heard, key=lambda one: one.version):
        if fact.version in versions:
            continue
        earlier = max((version for version in versions if version < fact.version), default=None)
        if earlier is not None and _says_nothing_new(versions[earlier], fact):
            continue
        versions[fact.version] = fact
        added.add(fact.version)
    new: list[Period] = []
    ends: dict[int, datetime] = {}
    known_to = FOREVER
    for version in sorted(versions, reverse=True):
        fact_or_period = versions[version]
        if version in added:
            new.append(Period(version, fact_or_period.known_from, known_to, fact_or_period.digest))
        elif before[version].known_to != known_to:
            ends[version] = known_to
        known_to = min(known_to, fact_or_period.known_from)
    return Arranged(tuple(reversed(new)), ends)


def _says_nothing_new(earlier: Heard | Period, fact: Heard) -> bool:
    return not fact.always and earlier.digest == fact.digest and earlier.known_from <= fact.known_from
