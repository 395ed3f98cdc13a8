"""The inbox: which facts a group has had. Claimed first in the transaction that applies them.

For topics with versions it keeps one row a (group, topic, key), so it is bounded by the number of things, not of
events; the row's lock fences a consumer that has lost its partition. For append-only topics and for groups of effects
it keeps a row per event id.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from aegis_chassis.database.driver import driver_of
from aegis_kernel.facts import Fact

_CLAIM_VERSIONS = """
insert into inbox (grp, topic, key, version)
select $1, claimed.topic, claimed.key, claimed.version
from unnest($2::text[], $3::text[], $4::bigint[]) as claimed(topic, key, version)
order by 1, 2, 3
on conflict (grp, topic, key)
do update set previous = inbox.version, version = greatest(inbox.version, excluded.version)
returning topic, key, previous
"""

_CLAIM_IDS = """
insert into effect_done (grp, event_id)
select $1, claimed.id from unnest($2::uuid[]) as claimed(id)
order by 1, 2
on conflict (grp, event_id) do nothing
returning event_id
"""


async def claim_versions(connection: AsyncConnection, group: str, facts: Sequence[Fact[Any]]) -> list[Fact[Any]]:
    """The facts that are new to `group`, in the order given: those above the version it had of their key, and above
    the one before them here."""
    highest: dict[tuple[str, str], int] = {}
    for fact in facts:
        place = (fact.topic, fact.key)
        highest[place] = max(fact.version, highest.get(place, 0))
    if not highest:
        return []
    driver = await driver_of(connection)
    rows = await driver.fetch(
        _CLAIM_VERSIONS,
        group,
        [topic for topic, _ in highest],
        [key for _, key in highest],
        list(highest.values()),
    )
    had = {(row["topic"], row["key"]): row["previous"] or 0 for row in rows}
    new: list[Fact[Any]] = []
    for fact in facts:
        place = (fact.topic, fact.key)
        if fact.version > had[place]:
            had[place] = fact.version
            new.append(fact)
    return new


async def claim_ids(connection: AsyncConnection, group: str, facts: Sequence[Fact[Any]]) -> list[Fact[Any]]:
    """The facts whose event ids are new to `group`, in the order given, each once."""
    if not facts:
        return []
    driver = await driver_of(connection)
    rows = await driver.fetch(_CLAIM_IDS, group, list({fact.id for fact in facts}))
    fresh: set[UUID] = {row["event_id"] for row in rows}
    new: list[Fact[Any]] = []
    for fact in facts:
        if fact.id in fresh:
            fresh.discard(fact.id)
            new.append(fact)
    return new


def recent(facts: Sequence[Fact[Any]], *, now: datetime, max_age_seconds: float | None) -> list[Fact[Any]]:
    """The facts that are young enough to act on; all of them when there is no limit."""
    if max_age_seconds is None:
        return list(facts)
    oldest = now - timedelta(seconds=max_age_seconds)
    return [fact for fact in facts if fact.time >= oldest]
