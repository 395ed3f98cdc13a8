"""Samples of malware: into an AES zip before anything else is done with them, so that no store, backup or scanner ever
meets the file itself, and nobody starts it by a click."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import IO

import pyzipper  # type: ignore[import-untyped]  # it ships no types

from aegis_testing.application.queries.evidence import PASSWORD
from aegis_testing.domain.evidence import Content, Sample
from aegis_testing.entrypoints.http.receiving import CHUNK, Received, hashed, nameless_file

MEDIA_TYPE = "application/zip"


@asynccontextmanager
async def sealed(file: Received) -> AsyncIterator[Received]:
    """The file in an encrypted zip (WinZip AES-256), for the time of the block. It is not compressed: what is stored
    does not grow when it is opened."""
    was = file.content
    with nameless_file() as (zipped, _):
        await asyncio.to_thread(_seal, file.opened, zipped, was.name)
        sha256, _head = await asyncio.to_thread(hashed, zipped)
        size = zipped.seek(0, 2)
        content = Content(name=f"{was.name}.zip", media_type=MEDIA_TYPE, size=size, sha256=sha256)
        yield Received(zipped, content, Sample(name=was.name, size=was.size, sha256=was.sha256))


def _seal(plain: IO[bytes], zipped: IO[bytes], name: str) -> None:
    plain.seek(0)
    with pyzipper.AESZipFile(zipped, "w", compression=pyzipper.ZIP_STORED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(PASSWORD.encode())
        with archive.open(name, "w", force_zip64=True) as entry:
            while chunk := plain.read(CHUNK):
                entry.write(chunk)
    zipped.flush()
