"""The rows of a sheet, each handed on as soon as it is read, with its first columns only."""

import math
import re
from collections.abc import Callable, Mapping, Sequence

from aegis_import.adapters.spreadsheets.strings import unescaped
from aegis_import.adapters.spreadsheets.xml_events import BadSpreadsheet

ROWS = 200_000
_LETTERS = re.compile(r"[A-Z]{1,3}", re.ASCII)

Row = Mapping[int, str]
"""Cells that are not empty, by column from 0."""


class SheetRows:
    """Takes a sheet's part and calls `take(number, row)` for each row that is not empty, number from 1. Numbers become
    text as people see them: ``3.1``, and ``7`` for 7.0. A cell that cannot be read calls `bad(reference, reason)`."""

    def __init__(
        self,
        strings: Sequence[str],
        *,
        columns: int,
        take: Callable[[int, Row], None],
        bad: Callable[[str, str], None],
    ) -> None:
        self._strings = strings
        self._columns = columns
        self._take = take
        self._bad = bad
        self._number = 0
        self._row: dict[int, str] = {}
        self._column = -1
        self._columns_of: dict[str, int] = {}
        self._type = "n"
        self._pieces: list[str] = []
        self._in_value = False

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            self._column = self._column_of(attributes.get("r"))
            self._type = attributes.get("t", "n")
            self._pieces = []
        elif name == "v" or (name == "t" and self._type == "inlineStr"):
            self._in_value = self._column < self._columns
        elif name == "row":
            self._number = self._number_of(attributes.get("r"))
            self._row = {}
            self._column = -1

    def end(self, name: str) -> None:
        if name == "c":
            if self._pieces and self._column < self._columns and (value := self._value("".join(self._pieces))):
                self._row[self._column] = value
        elif name in {"v", "t"}:
            self._in_value = False
        elif name == "row" and self._row:
            self._take(self._number, self._row)

    def text(self, text: str) -> None:
        if self._in_value:
            self._pieces.append(text)

    def _value(self, written: str) -> str:
        if self._type == "s":
            place = int(written) if written.strip().isdecimal() and len(written) < 10 else -1
            if 0 <= place < len(self._strings):
                return self._strings[place]
            return self._unreadable(f"there is no shared text {written[:20]!r}")
        if self._type in {"inlineStr", "str"}:
            return unescaped(written)
        if self._type == "e":
            return self._unreadable(f"it holds the error {written[:20]!r}")
        return _number_as_text(written.strip()) if self._type == "n" else written

    def _unreadable(self, reason: str) -> str:
        self._bad(f"row {self._number}, column {self._column + 1}", reason)
        return ""

    def _column_of(self, reference: str | None) -> int:
        """From ``XEN12``; where there is none, the cell is next to the one before."""
        letters = reference.rstrip("0123456789") if reference else ""
        column = self._columns_of.get(letters)
        if column is None:
            if not _LETTERS.fullmatch(letters):
                return self._column + 1
            column = -1
            for letter in letters:
                column = (column + 1) * 26 + ord(letter) - ord("A")
            self._columns_of[letters] = column
        return column

    def _number_of(self, reference: str | None) -> int:
        number = int(reference) if reference and reference.isdecimal() and len(reference) < 8 else self._number + 1
        if number > ROWS:
            raise BadSpreadsheet(f"has more than {ROWS:,} rows")
        return number


def _number_as_text(written: str) -> str:
    """``1.1000000000000001`` is how a file writes 1.1."""
    try:
        number = float(written)
    except ValueError:
        return written
    if not math.isfinite(number):
        return written
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(number)
