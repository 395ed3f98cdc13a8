"""A response's body on its way to a file: unpacked when it comes packed, never more than the limit."""

import os
import zlib
from pathlib import Path
from typing import Self

from aegis_import.application.ports import FetchFailed

PIECE = 1024 * 1024
_GZIP = 16 + zlib.MAX_WBITS


class BodyFile:
    """Writes to `path` (0600). Raises `FetchFailed` when more than `limit` bytes come, packed or unpacked."""

    def __init__(self, path: Path, *, limit: int, encoding: str) -> None:
        if encoding not in {"", "identity", "gzip"}:
            raise FetchFailed(f"The content is encoded as {encoding[:40]!r}, which was not asked for.")
        self._path = path
        self._limit = limit
        self._unpack = zlib.decompressobj(_GZIP) if encoding == "gzip" else None
        self._size = 0
        self._came = 0

    def __enter__(self) -> Self:
        self._file = os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, chunk: bytes) -> None:
        """Takes the next bytes of the response."""
        self._came += len(chunk)
        if self._came > self._limit:
            raise self._too_large()
        if self._unpack is None:
            self._keep(chunk)
            return
        try:
            while chunk:
                self._keep(self._unpack.decompress(chunk, PIECE))
                if self._unpack.unused_data or (self._unpack.eof and self._unpack.unconsumed_tail):
                    raise FetchFailed("The packed content goes on after its end.")
                chunk = self._unpack.unconsumed_tail
        except zlib.error as error:
            raise FetchFailed(f"The content cannot be unpacked: {error}.") from error

    def finish(self) -> None:
        """All has come. Raises `FetchFailed` when packed content ends before its end."""
        if self._unpack is None:
            return
        while piece := self._unpack.decompress(self._unpack.unconsumed_tail, PIECE):
            self._keep(piece)
        if not self._unpack.eof:
            raise FetchFailed("The content was cut short.")

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._limit:
            raise self._too_large()
        self._file.write(piece)

    def _too_large(self) -> FetchFailed:
        return FetchFailed(f"The content is larger than the limit of {self._limit:,} bytes.")
