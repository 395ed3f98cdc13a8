"""Uploads of evidence: received into a file without a name, so that nothing of one that breaks off is left behind,
whatever ends it - the client, this process, the machine's power."""

import asyncio
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from litestar import Request

from aegis_chassis.web.uploads import receive_upload
from aegis_kernel.errors import Fault, Invalid
from aegis_testing.application.file_names import harmless
from aegis_testing.application.media_types import HEAD, sniffed
from aegis_testing.domain.evidence import Content, Sample

CHUNK = 256 * 1024
_OWN_FILES = Path("/proc/self/fd")


@dataclass(frozen=True, slots=True)
class EvidenceLimits:
    """`most_bytes` is the largest file that is taken."""

    most_bytes: int


@dataclass(frozen=True, slots=True)
class Downloads:
    """`presigned_seconds`: how long the store's own address of a download is good; 0 streams downloads from here."""

    presigned_seconds: int


class Received:
    """The port `ReceivedFile`: a file that has come in whole."""

    def __init__(self, file: IO[bytes], content: Content, sample: Sample | None = None) -> None:
        self._file = file
        self._content = content
        self._sample = sample

    @property
    def content(self) -> Content:
        return self._content

    @property
    def sample(self) -> Sample | None:
        return self._sample

    @property
    def opened(self) -> IO[bytes]:
        """The file itself, for who seals it."""
        return self._file

    async def chunks(self) -> AsyncIterator[bytes]:
        """From the start, each time."""
        offset = 0
        while chunk := await asyncio.to_thread(os.pread, self._file.fileno(), CHUNK, offset):
            offset += len(chunk)
            yield chunk


@asynccontextmanager
async def received(
    request: Request[Any, Any, Any], limits: EvidenceLimits
) -> AsyncIterator[tuple[Received, dict[str, str]]]:
    """The uploaded file and the form's texts, for the time of the block. Raises `TooLarge`, `Unreadable`, and
    `Invalid` for an empty file."""
    with nameless_file() as (file, path):
        upload = await receive_upload(request, path, limit=limits.most_bytes)
        if upload.size == 0:
            raise Invalid("invalid", "The file is empty.", [Fault("/file", "The file is empty.", "empty")])
        sha256, head = await asyncio.to_thread(hashed, file)
        content = Content(name=harmless(upload.name), media_type=sniffed(head), size=upload.size, sha256=sha256)
        yield Received(file, content), upload.fields


@contextmanager
def nameless_file() -> Iterator[tuple[IO[bytes], Path]]:
    """An open file, and a path that leads to it while it is open."""
    if _OWN_FILES.is_dir():
        with tempfile.TemporaryFile() as file:
            yield file, _OWN_FILES / str(file.fileno())
    else:  # not Linux: the file has a name, and goes with the block
        with tempfile.NamedTemporaryFile() as named:
            yield named, Path(named.name)


def hashed(file: IO[bytes]) -> tuple[str, bytes]:
    """SHA-256 of the whole file, and its first bytes."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest(), head  # type: ignore[arg-type]  # any readable binary file
