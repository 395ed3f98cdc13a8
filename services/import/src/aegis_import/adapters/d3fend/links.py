"""Which defence counters which technique: rows of the full mapping, each a pair of ``def_tech`` and ``off_tech_id``.

Only ``def_tech`` counts: ``query_def_tech_label``, or the file that a row stands in, name parents and children too.
"""

import re
from collections import defaultdict
from typing import TypeVar

import msgspec

from aegis_import.adapters.archives.json_files import DEPTH, check_count, json_part
from aegis_import.adapters.archives.json_text import BadJson, without_mark
from aegis_import.adapters.d3fend.json_ld import local_name
from aegis_import.application.report import Report

T = TypeVar("T")
_TECHNIQUE_ID = re.compile(r"T\d{4}(\.\d{3})?")


class _Term(msgspec.Struct):
    value: str


class _Row(msgspec.Struct):
    def_tech: _Term
    off_tech_id: _Term


class _Results(msgspec.Struct):
    bindings: list[msgspec.Raw]


class _Full(msgspec.Struct):
    results: _Results


class _OfTechnique(msgspec.Struct):
    def_to_off: _Full


class BadMappings(Exception):
    """The file is not what it should be; the text says why."""


class Links:
    """Collects the pairs of any number of files. `rows` counts rows, repeated ones too."""

    def __init__(self, report: Report) -> None:
        self.rows = 0
        self.of: defaultdict[str, set[str]] = defaultdict(set)
        """Technique ids by the local name of the defence."""
        self._report = report

    def read_full(self, path: str, content: bytes | bytearray) -> None:
        """Takes the rows of the file that holds all. Raises `BadMappings`."""
        self._take(path, _decoded(content, _Full).results.bindings)

    def read_technique(self, path: str, content: bytes | bytearray) -> None:
        """Takes the rows of a defence's own file. Raises `BadMappings`."""
        self._take(path, _decoded(content, _OfTechnique).def_to_off.results.bindings)

    def _take(self, path: str, bindings: list[msgspec.Raw]) -> None:
        """A row is decoded by itself: all of them together take ten times the file's size."""
        check_count(path, self.rows + len(bindings))
        for raw in bindings:
            self.rows += 1
            try:
                row = msgspec.convert(json_part(raw), _Row)
            except (BadJson, msgspec.ValidationError) as error:
                self._report.warning("bad_mapping", f"Row {self.rows} is left out: {error}.", path=path)
                continue
            technique = row.off_tech_id.value.strip().upper()
            if _TECHNIQUE_ID.fullmatch(technique):
                self.of[local_name(row.def_tech.value.strip())].add(technique)
            else:
                reason = f"Row {self.rows} is left out: {technique[:40]!r} is not a technique's id."
                self._report.warning("bad_technique_id", reason, path=path)


def _decoded(content: bytes | bytearray, type_: type[T]) -> T:
    try:
        return msgspec.json.decode(without_mark(content), type=type_)
    except RecursionError as error:
        raise BadMappings(f"it is nested deeper than {DEPTH}") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadMappings(str(error)) from error
