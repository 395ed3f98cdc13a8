"""An object store in memory, held to the same suite as the real ones."""

import hashlib
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from aegis_chassis.objects import Found, Kept, ObjectMissing, ObjectTooLarge, Opened, OutOfRange
from aegis_chassis.objects.keys import check_key, check_prefix
from aegis_kernel.errors import Away


class MemoryObjectStore:
    """`ObjectStore` for tests. `away` makes it fail as a store does that cannot be reached."""

    def __init__(self) -> None:
        self.objects: dict[str, tuple[bytes, datetime]] = {}
        self.away = False

    async def put(self, key: str, chunks: AsyncIterator[bytes], *, limit: int) -> Kept:
        check_key(key)
        self._reach()
        data = bytearray()
        async for chunk in chunks:
            data += chunk
            if len(data) > limit:
                raise ObjectTooLarge(limit)
        self.objects[key] = (bytes(data), datetime.now(UTC))
        return Kept(key, len(data), hashlib.sha256(data).hexdigest())

    @asynccontextmanager
    async def get(self, key: str, *, start: int = 0, length: int | None = None) -> AsyncIterator[Opened]:
        check_key(key)
        self._reach()
        if key not in self.objects:
            raise ObjectMissing(key)
        data, _ = self.objects[key]
        if start and start >= len(data):
            raise OutOfRange(len(data))
        yield Opened(len(data), chunks_of([data[start:] if length is None else data[start : start + length]]))

    async def find(self, key: str) -> Found | None:
        check_key(key)
        self._reach()
        if key not in self.objects:
            return None
        data, at = self.objects[key]
        return Found(key, len(data), at)

    async def delete(self, key: str) -> None:
        check_key(key)
        self._reach()
        self.objects.pop(key, None)

    async def list(self, prefix: str = "") -> AsyncIterator[Found]:
        check_prefix(prefix)
        self._reach()
        for key in sorted(self.objects):
            if key.startswith(prefix):
                data, at = self.objects[key]
                yield Found(key, len(data), at)

    async def presign_get(self, key: str, *, seconds: int, filename: str) -> str | None:
        check_key(key)
        return None

    async def ping(self) -> None:
        self._reach()

    async def close(self) -> None:
        """Nothing is held open."""

    def _reach(self) -> None:
        if self.away:
            raise Away("object_store_away", "The object store cannot be reached.")


async def chunks_of(parts: Iterable[bytes]) -> AsyncIterator[bytes]:
    """`parts` as a stream; empty ones are left out."""
    for part in parts:
        if part:
            yield part
