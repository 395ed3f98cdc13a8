"""Uploaded and held archives in the object store: API and worker need not share a disk."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

from aegis_chassis.objects.store import ObjectMissing, ObjectStore
from aegis_kernel.errors import NotFound

CHUNK = 256 * 1024


class ObjectArchives:
    """`Archives` on an object store. `limit` bounds what is kept: as much as uploads or fetches may have."""

    def __init__(self, store: ObjectStore, *, limit: int) -> None:
        self._store = store
        self._limit = limit

    async def keep(self, key: str, path: Path) -> None:
        """Keeps the file at `path`."""
        await self._store.put(key, _chunks_of(path), limit=self._limit)

    async def bring(self, key: str, into: Path) -> None:
        """Writes the archive to `into` (0600). Raises `NotFound`."""
        descriptor = os.open(into, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            try:
                async with self._store.get(key) as opened:
                    async for chunk in opened.chunks:
                        file.write(chunk)
            except ObjectMissing as error:
                raise NotFound("no_such_archive", "The archive is no longer kept: upload it again.") from error

    async def drop(self, key: str) -> None:
        """Nothing happens when it is not there."""
        await self._store.delete(key)


async def _chunks_of(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:  # a local file, in small pieces
        while chunk := file.read(CHUNK):
            yield chunk
