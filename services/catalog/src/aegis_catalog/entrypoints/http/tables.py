"""Small tables that people send: CSV with a header, or a JSON list of objects, each row with its line."""

import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from aegis_kernel.errors import Fault, Invalid

TABLE_BYTES = 8 * 1024 * 1024
"""Of a whole table; the application refuses more."""
CELL_LONGEST = 16_384
FAULTS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A row's cells by column, trimmed; those that are absent are empty. `line` counts from 1, the header included."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def rows_of(content: bytes, media_type: str, columns: Collection[str], *, most: int) -> list[Row]:
    """The rows of a table, whose header names some of `columns`. Raises `Invalid` naming lines and columns."""
    rows: list[Row] = []
    faults: list[Fault] = []
    if "json" in media_type and content.count(b"{") > 10 * most:  # before anything is made of them
        raise _too_many(most)
    for line, cells in _json(content) if "json" in media_type else _csv(content, columns):
        if len(rows) >= most:
            raise _too_many(most)
        faults += [
            Fault(f"/rows/{line}/{name}", _wrong(name, cell, columns), "invalid")
            for name, cell in cells.items()
            if _wrong(name, cell, columns)
        ]
        rows.append(Row(line, cells))
    if faults:
        raise Invalid("rows_invalid", "Some lines cannot be taken, so none was.", faults[:FAULTS_SHOWN])
    return rows


def _wrong(name: str, cell: str, columns: Collection[str]) -> str:
    if name not in columns:
        return f"There is no such column; there are {', '.join(columns)}."
    if len(cell) > CELL_LONGEST:
        return f"At most {CELL_LONGEST} characters."
    return "A zero character." if "\0" in cell else ""


def _csv(content: bytes, columns: Collection[str]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise _unreadable(f"It is no UTF-8 (byte {wrong.start}).") from wrong
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = [cell.strip().lower() for cell in cells]
                _check_header(header, columns)
                continue
            if len(cells) != len(header):
                raise _unreadable(f"Line {reader.line_num} has {len(cells)} cells, the header {len(header)}.")
            yield reader.line_num, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    except csv.Error as wrong:
        raise _unreadable(f"Line {reader.line_num} is no CSV: {wrong}.") from wrong
    if header is None:
        raise _unreadable("There is no header.")


def _check_header(header: list[str], columns: Collection[str]) -> None:
    strange = [name for name in header if name not in columns]
    if strange or len(set(header)) < len(header):
        detail = f"The header names some of {', '.join(columns)}, each once."
        raise Invalid("header_invalid", detail, [Fault("/header", detail, "invalid")])


def _json(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        rows: Any = msgspec.json.decode(content, type=list[dict[str, str | None]])
    except (msgspec.DecodeError, RecursionError) as wrong:
        raise _unreadable(f"It is no list of objects with text in them: {wrong}.") from wrong
    for place, row in enumerate(rows, start=1):
        yield place, {name: (cell or "").strip() for name, cell in row.items()}


def _too_many(most: int) -> Invalid:
    return Invalid("too_many_rows", f"At most {most} rows.", [Fault("", f"At most {most} rows.", "too_many")])


def _unreadable(detail: str) -> Invalid:
    return Invalid("table_unreadable", detail, [Fault("", detail, "unreadable")])
