"""The object store as a port. Its adapters and the fake are held to one suite: `aegis_testkit.suites.objects`."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class ObjectMissing(Exception):
    """There is no object of that key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"there is no object {key}")
        self.key = key


class ObjectTooLarge(Exception):
    """More bytes came than were allowed. Nothing of them is kept."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} bytes")
        self.limit = limit


class OutOfRange(Exception):
    """The part asked for begins behind the object's end. `size` is the object's."""

    def __init__(self, size: int) -> None:
        super().__init__(f"the object has {size} bytes")
        self.size = size


@dataclass(frozen=True, slots=True)
class Kept:
    """What was put: `size` in bytes, SHA-256 in lower-case hex."""

    key: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Found:
    """What is there."""

    key: str
    size: int
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """An object being read: `size` of the whole object, and the bytes of the part asked for."""

    size: int
    chunks: AsyncIterator[bytes]


class ObjectStore(Protocol):
    """Bytes by key. Every method raises `InvalidKey` for what is none, and `Away` when the store cannot be reached."""

    async def put(self, key: str, chunks: AsyncIterator[bytes], *, limit: int) -> Kept:
        """Keeps all of `chunks`, whole or not at all: a reader sees the object before or the one after. Raises
        `ObjectTooLarge` as soon as more than `limit` bytes have come."""
        ...

    def get(self, key: str, *, start: int = 0, length: int | None = None) -> AbstractAsyncContextManager[Opened]:
        """Opens an object, or `length` bytes from `start` on, fewer where it ends. Raises `ObjectMissing`, and
        `OutOfRange` when `start` is not 0 and not within it."""
        ...

    async def find(self, key: str) -> Found | None: ...

    async def delete(self, key: str) -> None:
        """Nothing happens when it is not there."""
        ...

    def list(self, prefix: str = "") -> AsyncIterator[Found]:
        """The objects whose keys begin with `prefix`, in order of their keys' bytes."""
        ...

    async def presign_get(self, key: str, *, seconds: int, filename: str) -> str | None:
        """An address that anyone may download the object from, as `filename`, for so long. None where the store has
        no addresses. Whether the object is there is not looked at."""
        ...

    async def ping(self) -> None:
        """Raises `Away` unless objects can be kept: for readiness."""
        ...

    async def close(self) -> None: ...
