"""Reads boards: the present one from the standings, any other worked out from what was known."""

from dataclasses import replace
from datetime import UTC, datetime

import msgspec

from aegis_chassis.database.pool import Database
from aegis_contracts.scoring_scores import TechniqueScore
from aegis_kernel.clock import Clock
from aegis_kernel.errors import Fault, Invalid
from aegis_scoring.adapters.persistence.known_inputs import (
    PRESENT,
    Connection,
    Row,
    known_at,
    maintained,
    settings_at,
    technique_facts,
)
from aegis_scoring.adapters.persistence.techniques import Found, find_technique, first_told
from aegis_scoring.application.known import Known
from aegis_scoring.application.queries.boards import (
    Asked,
    Board,
    Entry,
    entries_from,
    entry_from,
    entry_of,
    instant_asked,
)
from aegis_scoring.domain.configuration import Configuration
from aegis_scoring.domain.scope import Scope

STEP_SECONDS = 10
"""The present is read in steps, so that what has not changed has the same ETag for a while. By age alone a score moves
less than 0.00002 points in a step."""

_ACTIVE = "select number from activation order by active_from desc limit 1"
_PRESENT = f"""
select technique_id, attack_id, name, state, platforms, domains, tactic_ids, review_required, has_subtechniques,
    in_scope, published, valid_until, changed_at, ({_ACTIVE}) as active
from standing
where attack_id is not null
order by technique_id
"""  # noqa: S608  # put together from constants
_LAST_CHANGE = "select max(changed_at) from standing"
_CONFIGURATION = "select number, content from configuration where number = $1"

_decode = msgspec.json.Decoder(TechniqueScore).decode


class SqlBoards:
    """`Boards`, `OneScore` and `Everything`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def board(self, asked: Asked) -> Board:
        async with self._database.raw() as connection:
            if asked == Asked():
                return await self._present(connection)
            instant, known = await self._known(connection, asked)
        return _worked_out(known, instant)

    async def scope(self, as_of: datetime | None) -> Scope:
        told_by = as_of or PRESENT
        async with self._database.raw() as connection:
            return (await settings_at(connection, [told_by]))[told_by].scope

    async def one(self, technique: str, asked: Asked) -> Board:
        async with self._database.raw() as connection:
            found = await find_technique(connection, technique)
            instant, known = await self.known_of(connection, found, asked)
        return _worked_out(known, instant)

    async def everything(self, asked: Asked) -> tuple[datetime, Known]:
        async with self._database.raw() as connection:
            return await self._known(connection, asked)

    async def known_of(self, connection: Connection, found: Found, asked: Asked) -> tuple[datetime, Known]:
        """What is known of one technique, and at which instant; before the catalogue told of it, it is as it was first
        told of."""
        now = self._clock.now()
        instant = instant_asked(asked.as_of, now) if asked.as_of else present_instant(now, found.changed_at)
        told_by = asked.as_of or PRESENT
        known = (await known_at(connection, [told_by], [found.id]))[told_by]
        if found.id not in known.facts:
            known = replace(known, facts={found.id: await first_told(connection, found.id)})
        return instant, await _by(connection, known, asked)

    async def _known(self, connection: Connection, asked: Asked) -> tuple[datetime, Known]:
        now = self._clock.now()
        if asked.as_of is None:
            instant = present_instant(now, await connection.fetchval(_LAST_CHANGE))
            known = await maintained(connection)
        else:
            instant = instant_asked(asked.as_of, now)
            known = (await known_at(connection, [instant], None))[instant]
        return instant, await _by(connection, known, asked)

    async def _present(self, connection: Connection) -> Board:
        rows = await connection.fetch(_PRESENT)
        instant = present_instant(self._clock.now(), max((row["changed_at"] for row in rows), default=None))
        ended = {row["technique_id"] for row in rows if row["valid_until"] and row["valid_until"] <= instant}
        known = await maintained(connection) if ended else None
        active = rows[0]["active"] if rows else await connection.fetchval(_ACTIVE)
        return Board(
            as_of=instant,
            configuration_version=active or Configuration().number,
            entries=[
                _entry(row, instant)
                if known is None or row["technique_id"] not in ended
                else entry_from(technique_facts(row), known.assess(row["technique_id"], instant))
                for row in rows
            ],
        )


def present_instant(now: datetime, changed_at: datetime | None) -> datetime:
    """The instant that stands for the present: the last step, or the last change if that is later."""
    seconds = int(now.timestamp())
    step = datetime.fromtimestamp(seconds - seconds % STEP_SECONDS, UTC)
    return max(step, changed_at) if changed_at else step


def _worked_out(known: Known, instant: datetime) -> Board:
    return Board(as_of=instant, configuration_version=known.configuration.number, entries=entries_from(known, instant))


def _entry(row: Row, instant: datetime) -> Entry:
    published = row["published"]
    return entry_of(
        technique_facts(row),
        None if published is None else _decode(published),
        in_scope=row["in_scope"],
        instant=instant,
    )


async def _by(connection: Connection, known: Known, asked: Asked) -> Known:
    if asked.configuration is None:
        return known
    row = await connection.fetchrow(_CONFIGURATION, asked.configuration)
    if row is None and asked.configuration != Configuration().number:
        detail = f"There is no version {asked.configuration} of the scoring configuration."
        raise Invalid("unknown_configuration", detail, [Fault("/query/configuration", detail, "unknown")])
    chosen = msgspec.convert(row["content"] | {"number": row["number"]}, Configuration) if row else Configuration()
    return replace(known, configuration=chosen)
