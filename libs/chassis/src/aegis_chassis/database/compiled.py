"""SQLAlchemy Core statements compiled once, to be run on the raw asyncpg connection: the quick way for reads."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.sql.elements import ClauseElement

_DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves dialects untyped


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement's text and the names of its parameters, in the order of ``$1, $2, ...``. Values that the statement
    was built with are kept."""

    sql: str
    names: tuple[str, ...]
    constants: tuple[Any, ...]

    def arguments(self, values: dict[str, Any]) -> list[Any]:
        """The arguments to run it with: those in `values`, else the statement's own."""
        return [values.get(name, constant) for name, constant in zip(self.names, self.constants, strict=True)]


def compiled(statement: Executable) -> Compiled:
    """`statement` for asyncpg. Lists are given as arrays (``column = any(:list)``), not by ``in``, which has no fixed
    text."""
    if not isinstance(statement, ClauseElement):
        raise TypeError(f"{type(statement).__name__} cannot be compiled")
    made = statement.compile(dialect=_DIALECT)
    names = tuple(made.positiontup or ())  # type: ignore[attr-defined]  # of SQLCompiler, which every statement gives
    return Compiled(str(made), names, tuple(made.params[name] for name in names))
