"""Tells the suite of a service's schedules: whatever differs from what was said of them last."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from asyncpg import Record
from dishka import AsyncContainer

from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_kernel.facts import Topic
from aegis_kernel.schedules import ScheduleState

# One teller at a time; who comes second leaves it to the first, and looks again in a moment.
_ALONE = "select pg_try_advisory_xact_lock(hashtext(current_schema || '.schedule_told'))"
_PRESENT = """
select schedule.name, job, rule, zone, due_at, last_due_at, last_run_at, last_outcome, last_error, last_lag_seconds,
    runs, failures, told.name as told_name, told.version, told.state
from schedule full join schedule_told told on told.name = schedule.name
order by coalesce(schedule.name, told.name)
"""
_TOLD = """
insert into schedule_told (name, version, state) values ($1, $2, $3)
on conflict (name) do update set version = excluded.version, state = excluded.state
"""
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(ScheduleState).decode


@dataclass(frozen=True, slots=True)
class ScheduleTelling:
    """Publishes on `topic` what has changed of the schedules of `service`, with versions that go on even when a
    schedule is taken away and comes back."""

    topic: Topic[ScheduleState]
    service: str

    async def __call__(self, unit: SqlUnitOfWork, now: datetime) -> int:
        """How many were told of, in the open unit of work; whoever called commits."""
        driver = await driver_of(unit.connection)
        if not await driver.fetchval(_ALONE):
            return 0
        told = 0
        for row in await driver.fetch(_PRESENT):
            before = _decode(row["state"]) if row["state"] is not None else None
            state = self._state(row, before, now)
            if state == before:
                continue
            version = (row["version"] or 0) + 1
            name = row["name"] or row["told_name"]
            await driver.execute(_TOLD, name, version, _encode(state))
            unit.publish(
                self.topic,
                key=f"{self.service}/{name}",
                version=version,
                type_="ScheduleRemoved" if state.deleted_at else "ScheduleTold",
                state=state,
                changed=_changed(before, state),
            )
            told += 1
        return told

    async def again(self, unit: SqlUnitOfWork) -> int:
        """Publishes what was said last of each once more, with the ids and versions that it had."""
        rows = await (await driver_of(unit.connection)).fetch("select name, version, state from schedule_told")
        for row in rows:
            state = _decode(row["state"])
            unit.publish(
                self.topic,
                key=f"{self.service}/{row['name']}",
                version=row["version"],
                type_="ScheduleRemoved" if state.deleted_at else "ScheduleTold",
                state=state,
            )
        return len(rows)

    def _state(self, row: Record, before: ScheduleState | None, now: datetime) -> ScheduleState:
        if row["name"] is None and before is not None:
            return before if before.deleted_at else msgspec.structs.replace(before, next_due_at=None, deleted_at=now)
        error = row["last_error"]
        return ScheduleState(
            service=self.service,
            name=row["name"],
            job=row["job"],
            rule=row["rule"],
            zone=row["zone"],
            next_due_at=row["due_at"],
            last_due_at=row["last_due_at"],
            last_run_at=row["last_run_at"],
            last_outcome=row["last_outcome"],
            last_error=error.split(":", 1)[0] if error else None,
            last_lag_seconds=row["last_lag_seconds"],
            runs=row["runs"],
            failures=row["failures"],
        )


def _changed(before: ScheduleState | None, after: ScheduleState) -> dict[str, Any]:
    if before is None:
        return {}
    old, new = msgspec.structs.asdict(before), msgspec.structs.asdict(after)
    return {name: old[name] for name in old if old[name] != new[name]}


async def republish_schedules(container: AsyncContainer, telling: ScheduleTelling) -> int:
    """A service's republishing of its schedules: how many."""
    async with container() as scope:
        unit = await scope.get(SqlUnitOfWork)
        async with unit:
            count = await telling.again(unit)
            await unit.commit()
    return count
