"""How every technique stands, on PostgreSQL."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.scoring_scores import SCORING_SCORES, TechniqueScore
from aegis_scoring.application.ports import Restanding, Standing

# Whoever rescores some techniques shares this lock, whoever rescores all of them has it alone: so a new scope or
# configuration cannot miss a technique that appears at the same time.
_SOME = "select pg_advisory_xact_lock_shared(hashtext('aegis.scoring.standings'))"
_ALL = "select pg_advisory_xact_lock(hashtext('aegis.scoring.standings'))"

_MAKE = """
insert into standing (technique_id) select id from unnest($1::uuid[]) as asked(id) order by id
on conflict (technique_id) do nothing
"""
# In the order of ids, so that two batches lock rows in the same order.
_LOCK = """
select technique_id, version, published from standing
where $1::uuid[] is null or technique_id = any($1)
order by technique_id for update
"""
_DUE = """
select technique_id from standing where valid_until <= $1 order by valid_until limit $2
"""
_SAVE = """
update standing set attack_id = $2, name = $3, state = $4, platforms = $5, domains = $6, tactic_ids = $7,
    in_scope = $8, version = $9, published = $10, valid_until = $11, changed_at = $12
where technique_id = $1
"""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(TechniqueScore).decode


class SqlStandings:
    """`Standings` inside a unit of work."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def lock(self, technique_ids: Collection[UUID] | None) -> Mapping[UUID, Standing]:
        driver = await driver_of(self._uow.connection)
        asked = None if technique_ids is None else list(technique_ids)
        await driver.execute(_ALL if asked is None else _SOME)
        if asked is not None:
            await driver.execute(_MAKE, asked)
        return {
            row["technique_id"]: Standing(
                technique_id=row["technique_id"],
                version=row["version"],
                published=None if row["published"] is None else _decode(row["published"]),
            )
            for row in await driver.fetch(_LOCK, asked)
        }

    async def due(self, instant: datetime, *, limit: int) -> Sequence[UUID]:
        driver = await driver_of(self._uow.connection)
        return [row["technique_id"] for row in await driver.fetch(_DUE, instant, limit)]

    async def save(self, restandings: Sequence[Restanding], at: datetime) -> None:
        for restanding in restandings:
            version = restanding.standing.version
            for place, record in enumerate(restanding.records, 1):
                self._uow.publish(
                    SCORING_SCORES,
                    key=str(restanding.standing.technique_id),
                    version=version + place,
                    type_=record.type,
                    state=record.state,
                    changed=record.changed,
                    because=record.because,
                )
        driver = await driver_of(self._uow.connection)
        await driver.executemany(_SAVE, [_row(restanding, at) for restanding in restandings])


def _row(restanding: Restanding, at: datetime) -> tuple[Any, ...]:
    before, facts, state = restanding.standing, restanding.facts, restanding.state
    published = restanding.records[-1].state if restanding.records else before.published
    return (
        before.technique_id,
        facts.attack_id if facts else None,
        facts.name if facts else None,
        facts.state if facts else None,
        list(facts.platforms) if facts else [],
        list(facts.domains) if facts else [],
        list(facts.tactic_ids) if facts else [],
        state.in_scope,
        before.version + len(restanding.records),
        None if published is None else _encode(published),
        state.score.valid_until,
        at,
    )
