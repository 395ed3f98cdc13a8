"""Core selects compiled once, run on the driver's own connection: what a list costs is then PostgreSQL's alone."""

from collections.abc import Mapping
from typing import Any

import asyncpg
from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import asyncpg as asyncpg_dialect
from sqlalchemy.sql.compiler import SQLCompiler

_DIALECT = asyncpg_dialect.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
assert isinstance(_DIALECT, postgresql.base.PGDialect)  # noqa: S101


class Compiled:
    """A statement as SQL with `$n` places. Its parameters keep the names they have in the statement; those that the
    statement fixes itself are filled in."""

    def __init__(self, statement: Executable) -> None:
        made = statement.compile(dialect=_DIALECT)  # type: ignore[attr-defined]  # every Core statement compiles
        assert isinstance(made, SQLCompiler)  # noqa: S101
        self.sql = str(made)
        self._names = tuple(made.positiontup or ())
        self._fixed = {name: value for name, value in made.params.items() if value is not None}

    async def fetch(
        self, connection: "asyncpg.Connection[asyncpg.Record]", parameters: Mapping[str, Any] | None = None
    ) -> "list[asyncpg.Record]":
        """All rows."""
        given = {**self._fixed, **(parameters or {})}
        rows: list[asyncpg.Record] = await connection.fetch(self.sql, *(given.get(name) for name in self._names))
        return rows

    async def fetchrow(
        self, connection: "asyncpg.Connection[asyncpg.Record]", parameters: Mapping[str, Any] | None = None
    ) -> "asyncpg.Record | None":
        """The first row, if any."""
        given = {**self._fixed, **(parameters or {})}
        return await connection.fetchrow(self.sql, *(given.get(name) for name in self._names))
