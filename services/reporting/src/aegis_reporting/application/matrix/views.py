"""The matrix as it goes out. These structs are the wire form."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_contracts.words import Domain


class CellView(Struct, frozen=True, kw_only=True):
    """A technique in one of its tactics. Points of 100, one decimal, for the matrix's `as_of`.

    `parent` is the ATT&CK id of a sub-technique's parent, which stands right before it and its siblings.
    `out_of_scope` says why it does not count: ``domain``, ``platform``, ``excluded``, ``subtechniques`` or ``scoring``.
    `tests` (n) and `lines` are those behind status and score; `actors` counts those known to use it.
    """

    id: UUID
    attack_id: str
    name: str
    parent: str | None
    platforms: list[str]
    status: str
    flags: list[str]
    score: float
    proven: float
    assumed: float
    in_scope: bool
    out_of_scope: str | None
    tests: int
    lines: int
    last_tested_at: datetime | None
    actors: int


class TacticView(Struct, frozen=True, kw_only=True):
    """A column. `in_scope` and `tested` count its techniques that count, and those of them with a result."""

    id: UUID
    attack_id: str
    shortname: str
    name: str
    in_scope: int
    tested: int
    techniques: list[CellView]


class MatrixCounts(Struct, frozen=True, kw_only=True):
    """Each technique once, however many tactics it stands in. `by_status` and `by_flag` count those in scope;
    `out_of_scope` says why the others are not."""

    cells: int
    techniques: int
    in_scope: int
    tested: int
    by_status: dict[str, int]
    by_flag: dict[str, int]
    out_of_scope: dict[str, int]


class MatrixView(Struct, frozen=True, kw_only=True):
    """A domain's matrix: its tactics in order, each with its techniques. `release` is ATT&CK's."""

    domain: Domain
    release: str | None
    as_of: datetime
    counts: MatrixCounts
    tactics: list[TacticView]
