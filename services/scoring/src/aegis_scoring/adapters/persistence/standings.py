"""How every technique stands, on PostgreSQL."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.scoring_scores import SCORING_SCORES, TechniqueScore
from aegis_scoring.adapters.persistence.known_inputs import encode_evidence
from aegis_scoring.adapters.persistence.rows import put_rows
from aegis_scoring.adapters.persistence.tables import standing
from aegis_scoring.application.known import NONE
from aegis_scoring.application.ports import Restanding, Standing

# Whoever rescores some techniques shares this lock, whoever rescores all of them has it alone: so a new scope or
# configuration cannot miss a technique that appears at the same time. Rows are locked in the order of ids, so that
# two batches do not wait for each other.
_LOCK_SOME = """
with gate as materialized (select pg_advisory_xact_lock_shared(hashtext('aegis.scoring.standings')))
insert into standing (technique_id)
select asked.id from gate, unnest($1::uuid[]) as asked(id) order by asked.id
on conflict (technique_id) do update set technique_id = excluded.technique_id
returning technique_id, version, published
"""
_ALONE = "select pg_advisory_xact_lock(hashtext('aegis.scoring.standings'))"
_LOCK_ALL = "select technique_id, version, published from standing order by technique_id for update"

_DUE = "select technique_id from standing where valid_until <= $1 order by valid_until limit $2"

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(TechniqueScore).decode


class SqlStandings:
    """`Standings` inside a unit of work."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def lock(self, technique_ids: Collection[UUID] | None) -> Mapping[UUID, Standing]:
        driver = await driver_of(self._uow.connection)
        if technique_ids is None:
            await driver.execute(_ALONE)
            rows = await driver.fetch(_LOCK_ALL)
        else:
            rows = await driver.fetch(_LOCK_SOME, list(technique_ids))
        return {
            row["technique_id"]: Standing(
                technique_id=row["technique_id"],
                version=row["version"],
                published=None if row["published"] is None else _decode(row["published"]),
            )
            for row in rows
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
        await put_rows(self._uow.connection, standing, [_row(restanding, at) for restanding in restandings])


def _row(restanding: Restanding, at: datetime) -> dict[str, Any]:
    before, facts, state = restanding.standing, restanding.facts, restanding.state
    published = restanding.records[-1].state if restanding.records else before.published
    return {
        "technique_id": before.technique_id,
        "attack_id": facts.attack_id if facts else None,
        "name": facts.name if facts else None,
        "state": facts.state if facts else None,
        "platforms": list(facts.platforms) if facts else [],
        "domains": list(facts.domains) if facts else [],
        "tactic_ids": list(facts.tactic_ids) if facts else [],
        "review_required": facts.review_required if facts else False,
        "has_subtechniques": facts.has_subtechniques if facts else False,
        "inputs": None if restanding.evidence == NONE else encode_evidence(restanding.evidence),
        "in_scope": state.in_scope,
        "version": before.version + len(restanding.records),
        "published": None if published is None else _encode(published),
        "valid_until": state.score.valid_until,
        "changed_at": at,
    }
