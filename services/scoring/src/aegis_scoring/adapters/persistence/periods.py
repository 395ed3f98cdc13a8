"""Keeps what was known when: the periods of a batch of facts, set-based, whatever of it was heard before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import Table, bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aegis_chassis.database.driver import driver_of
from aegis_kernel.facts import Fact
from aegis_scoring.domain.periods import Heard, Period, arrange

S = TypeVar("S")

FEW = 50
"""Up to so many rows, one statement a row, pipelined, is quicker than a COPY."""

Row = Mapping[str, Any]

_encode = msgspec.msgpack.Encoder(order="sorted").encode


@dataclass(frozen=True, slots=True)
class Said(Generic[S]):
    """What is kept of one fact: the columns of its period and rows of other tables that belong to it. `since` and
    `always` are those of `Heard`."""

    fact: Fact[S]
    row: Row
    since: datetime | None = None
    children: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    always: bool = False

    def heard(self) -> Heard:
        """Its version as `arrange` takes it."""
        digest = blake2b(_encode([self.row, self.children]), digest_size=16).digest()
        return Heard(self.fact.version, self.fact.time, digest, self.always, self.since)


@dataclass(frozen=True, slots=True)
class Kept(Generic[S]):
    """A fact that is kept now and was not before, with the row of the version before it, if there was one."""

    said: Said[S]
    before: Row | None


@dataclass(frozen=True, slots=True)
class PeriodKeeper:
    """Where the periods of one kind of thing are kept: `table`, the name of its first key column, and the `children`
    tables whose rows share a period's key and version."""

    table: Table
    key: str
    children: tuple[Table, ...] = ()

    async def keep(self, connection: AsyncConnection, said: Sequence[Said[S]]) -> list[Kept[S]]:
        """Keeps `said` and answers what was new of it, in the order given. Runs in the open transaction."""
        kept = await self._kept(connection, {one.row[self.key] for one in said})
        by_key: dict[Any, dict[int, Said[S]]] = {}
        for one in said:
            by_key.setdefault(one.row[self.key], {}).setdefault(one.fact.version, one)
        new: dict[tuple[Any, int], Period] = {}
        ends: list[Row] = []
        for key, versions in by_key.items():
            arranged = arrange(
                [_period(row) for row in kept.get(key, {}).values()],
                [one.heard() for one in versions.values()],
            )
            new.update({(key, period.version): period for period in arranged.new})
            ends += [
                {"its_key": key, "its_version": version, "known_to": end} for version, end in arranged.ends.items()
            ]
        written = [one for one in said if (one.row[self.key], one.fact.version) in new]
        await self._write(connection, written, new)
        await self._move_ends(connection, ends)
        return [Kept(one, self._before(one, kept, by_key, new)) for one in written]

    async def _kept(self, connection: AsyncConnection, keys: set[Any]) -> dict[Any, dict[int, Row]]:
        column = self.table.c[self.key]
        found = await connection.execute(
            select(self.table).where(column.in_(bindparam("keys", list(keys), expanding=True)))
        )
        rows: dict[Any, dict[int, Row]] = {}
        for row in found.mappings():
            rows.setdefault(row[self.key], {})[row["version"]] = dict(row)
        return rows

    async def _write(
        self, connection: AsyncConnection, written: Sequence[Said[S]], new: Mapping[tuple[Any, int], Period]
    ) -> None:
        rows: list[Row] = []
        children: dict[str, list[Row]] = {}
        for one in written:
            period = new[one.row[self.key], one.fact.version]
            rows.append(
                {
                    **one.row,
                    "version": period.version,
                    "known_from": period.known_from,
                    "known_to": period.known_to,
                    "digest": period.digest,
                }
            )
            for name, its in one.children.items():
                children.setdefault(name, []).extend(
                    {self.key: one.row[self.key], "version": period.version, **row} for row in its
                )
        await add_rows(connection, self.table, rows)
        for child in self.children:
            await add_rows(connection, child, children.get(child.name, []))

    async def _move_ends(self, connection: AsyncConnection, ends: list[Row]) -> None:
        if not ends:
            return
        at = (self.table.c[self.key] == bindparam("its_key")) & (self.table.c.version == bindparam("its_version"))
        await connection.execute(self.table.update().where(at).values(known_to=bindparam("known_to")), ends)

    def _before(
        self,
        one: Said[S],
        kept: Mapping[Any, Mapping[int, Row]],
        heard: Mapping[Any, Mapping[int, Said[S]]],
        new: Mapping[tuple[Any, int], Period],
    ) -> Row | None:
        """The row of the latest version below this one, be it kept from before or just now."""
        key = one.row[self.key]
        candidates: dict[int, Row] = {
            **kept.get(key, {}),
            **{version: said.row for version, said in heard[key].items() if (key, version) in new},
        }
        earlier = [version for version in candidates if version < one.fact.version]
        return candidates[max(earlier)] if earlier else None


async def add_rows(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """Adds rows that are new to `table`; all of them name the same columns."""
    if not rows:
        return
    if len(rows) <= FEW:
        await connection.execute(insert(table), [dict(row) for row in rows])
        return
    columns = list(rows[0])
    driver = await driver_of(connection)
    await driver.copy_records_to_table(
        table.name, columns=columns, records=[tuple(row[name] for name in columns) for row in rows]
    )


def _period(row: Row) -> Period:
    return Period(row["version"], row["known_from"], row["known_to"], row["digest"])
