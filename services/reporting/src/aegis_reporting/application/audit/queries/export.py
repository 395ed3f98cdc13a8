"""The trail as a file: JSON lines with proof, or CSV."""

import csv
import io
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require
from aegis_reporting.application.audit.filter import TrailFilter
from aegis_reporting.application.audit.ports import TrailReader
from aegis_reporting.domain.spreadsheet import guarded
from aegis_reporting.domain.trail import TrailRow, canonical_row, stamp

Format = Literal["jsonl", "csv"]

COLUMNS = tuple(TrailRow.__struct_fields__)


@dataclass(frozen=True, slots=True)
class Export:
    """A file that is written as it is read."""

    name: str
    media_type: str
    chunks: AsyncIterator[bytes]


@dataclass(frozen=True, slots=True)
class _Form:
    media_type: str
    head: bytes
    lines: Callable[[Sequence[TrailRow]], bytes]


class ExportTrail:
    """Answers with the entries that pass the filter, oldest first, in bounded memory. Raises `Forbidden`.

    A JSON line is a row's canonical JSON with `previous_hash` and `hash` added: without these two, canonicalised by
    RFC 8785, its SHA-256 behind the previous hash's bytes is the hash.
    """

    def __init__(self, reader: TrailReader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock

    async def __call__(self, caller: Caller, wanted: TrailFilter, format_: Format) -> Export:
        require(caller, Action.AUDIT_READ)
        form = _FORMS[format_]
        return Export(
            name=f"aegis-audit-{self._clock.now():%Y-%m-%dT%H%M%SZ}.{format_}",
            media_type=form.media_type,
            chunks=self._chunks(wanted, form),
        )

    async def _chunks(self, wanted: TrailFilter, form: _Form) -> AsyncIterator[bytes]:
        if form.head:
            yield form.head
        async for rows in self._reader.batches(wanted):
            yield form.lines(rows)


def json_line(row: TrailRow) -> bytes:
    """One row with its proof."""
    proof = f',"previous_hash":"{row.previous_hash.hex()}","hash":"{row.hash.hex()}"}}\n'
    return canonical_row(row)[:-1] + proof.encode()


def _json_lines(rows: Sequence[TrailRow]) -> bytes:
    return b"".join(map(json_line, rows))


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _csv_lines(rows: Sequence[TrailRow]) -> bytes:
    return _csv([_cells(row) for row in rows])


def _cells(row: TrailRow) -> list[str]:
    shown = {name: getattr(row, name) for name in COLUMNS}
    shown |= {"at": stamp(row.at), "previous_hash": row.previous_hash.hex(), "hash": row.hash.hex()}
    return ["" if value is None else guarded(str(value)) for value in shown.values()]


_FORMS: Mapping[Format, _Form] = {
    "jsonl": _Form("application/jsonl", b"", _json_lines),
    "csv": _Form("text/csv", _csv([COLUMNS]), _csv_lines),
}
