"""Objects as files below one folder: for one machine."""

import asyncio
import hashlib
import os
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from aegis_chassis.objects.keys import check_key, check_prefix
from aegis_chassis.objects.store import Found, Kept, ObjectMissing, ObjectTooLarge, Opened, OutOfRange
from aegis_kernel.errors import Away

CHUNK = 256 * 1024
_UNFINISHED = ".unfinished"
"""No key begins with a dot."""
_LEFT_BEHIND_AFTER_SECONDS = 86_400
"""No write takes that long: what is older in the folder of unfinished files belongs to nobody."""
_NAMELESS: int | None = getattr(os, "O_TMPFILE", None)
"""Linux's way to a file without a name, which is gone with the process that writes it."""
_LISTED_AT_ONCE = 500


class FilesystemObjectStore:
    """`ObjectStore` below `root`, which only its owner can enter. What is kept is on the disk when `put` returns."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._unfinished = root / _UNFINISHED
        self._swept = False

    async def put(self, key: str, chunks: AsyncIterator[bytes], *, limit: int) -> Kept:
        path = self._path(key)
        with _away_when_unusable():
            file = await asyncio.to_thread(self._begin)
        try:
            digest, size = hashlib.sha256(), 0
            async for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise ObjectTooLarge(limit)
                with _away_when_unusable():
                    await asyncio.to_thread(_append, file, digest, chunk)
            with _away_when_unusable():
                await asyncio.to_thread(_finish, file, path, self._unfinished)
        except BaseException:
            _drop(file)
            raise
        return Kept(key, size, digest.hexdigest())

    @asynccontextmanager
    async def get(self, key: str, *, start: int = 0, length: int | None = None) -> AsyncIterator[Opened]:
        path = self._path(key)
        with _away_when_unusable():
            file = await asyncio.to_thread(self._open, path)
        if file is None:
            raise ObjectMissing(key)
        try:
            size = os.fstat(file.fileno()).st_size
            if start and start >= size:
                raise OutOfRange(size)
            yield Opened(size, _read(file, start, size - start if length is None else length))
        finally:
            file.close()

    async def find(self, key: str) -> Found | None:
        path = self._path(key)
        with _away_when_unusable():
            found = await asyncio.to_thread(_found, key, path)
            if found is None:
                await asyncio.to_thread(self._check_root)
            return found

    async def delete(self, key: str) -> None:
        path = self._path(key)
        with _away_when_unusable():
            await asyncio.to_thread(path.unlink, missing_ok=True)

    async def list(self, prefix: str = "") -> AsyncIterator[Found]:
        check_prefix(prefix)
        walk = self._walk(self._root, "", prefix)
        while True:
            with _away_when_unusable():
                some = await asyncio.to_thread(_some, walk)
            for found in some:
                yield found
            if len(some) < _LISTED_AT_ONCE:
                return

    async def presign_get(self, key: str, *, seconds: int, filename: str) -> str | None:
        self._path(key)
        return None

    async def ping(self) -> None:
        with _away_when_unusable():
            file = await asyncio.to_thread(self._begin)
        _drop(file)

    async def close(self) -> None:
        """Nothing is held open."""

    def _path(self, key: str) -> Path:
        return self._root / check_key(key)

    def _open(self, path: Path) -> BinaryIO | None:
        try:
            return path.open("rb", buffering=0)
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            self._check_root()
            return None

    def _check_root(self) -> None:
        """Raises `OSError` when what should be the store's folder is none: then nothing is known to be missing."""
        with suppress(FileNotFoundError):
            os.scandir(self._root).close()

    def _begin(self) -> BinaryIO:
        """A file to write to. It has no name where the system can do that, so that nothing stays of a process that is
        killed; elsewhere what was left behind is swept up a day later."""
        _make_folders(self._unfinished)
        self._sweep()
        if _NAMELESS is not None:
            with suppress(OSError):  # a file system that cannot: with a name, then
                return open(  # noqa: PTH123  # it has no path
                    os.open(self._unfinished, _NAMELESS | os.O_WRONLY, 0o600), "wb", buffering=0
                )
        descriptor, name = tempfile.mkstemp(dir=self._unfinished)
        os.close(descriptor)
        return Path(name).open("wb", buffering=0)

    def _sweep(self) -> None:
        """Once a process: removes what others left unfinished when they were killed."""
        if self._swept:
            return
        self._swept = True
        before = time.time() - _LEFT_BEHIND_AFTER_SECONDS
        for left in self._unfinished.iterdir():
            with suppress(FileNotFoundError):  # another process sweeps too
                if left.stat().st_mtime < before:
                    left.unlink()

    def _walk(self, folder: Path, before: str, prefix: str) -> Iterator[Found]:
        """Entries in order of keys: a folder sorts as its name with a slash."""
        try:
            entries = [(f"{entry.name}/" if entry.is_dir() else entry.name, entry) for entry in os.scandir(folder)]
        except FileNotFoundError:
            return
        for name, entry in sorted(entries, key=lambda pair: pair[0]):
            key = before + name
            if name.startswith("."):
                continue
            if name.endswith("/"):
                if key.startswith(prefix) or prefix.startswith(key):
                    yield from self._walk(folder / entry.name, key, prefix)
            elif key.startswith(prefix) and (found := _found(key, folder / entry.name)) is not None:
                yield found


class _away_when_unusable:  # noqa: N801  # a context manager, named as one reads it
    """A full or unreadable disk is the store being away; a missing file is for the caller to know."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, OSError):
            raise Away("object_store_away", f"The object store cannot be used: {error.strerror}.") from error


def _append(file: BinaryIO, digest: "hashlib._Hash", chunk: bytes) -> None:
    digest.update(chunk)
    left = memoryview(chunk)
    while left:
        left = left[file.write(left) :]


def _finish(file: BinaryIO, path: Path, unfinished: Path) -> None:
    """In place, whole, and on the disk: the file's bytes first, then its name, and those of folders made for it."""
    os.fsync(file.fileno())
    named = _named(file, unfinished)
    file.close()
    made = _make_folders(path.parent)
    named.replace(path)
    for folder in (path.parent, *(folder.parent for folder in made)):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _named(file: BinaryIO, folder: Path) -> Path:
    """Where the written file stands; one without a name is given one in `folder`."""
    if not isinstance(file.name, int):
        return Path(file.name)
    named = folder / uuid4().hex
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        # With a folder given, Python follows the link that /proc has there; without one it would link to the link.
        os.link(f"/proc/self/fd/{file.fileno()}", named, src_dir_fd=descriptor, follow_symlinks=True)
    finally:
        os.close(descriptor)
    return named


def _drop(file: BinaryIO) -> None:
    """Leaves nothing of an unfinished file. At once: a cancelled task may not wait."""
    file.close()
    if not isinstance(file.name, int):
        Path(file.name).unlink(missing_ok=True)


def _make_folders(folder: Path) -> list[Path]:
    """Makes those that are missing, for their owner alone; which they were."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)
    return missing


async def _read(file: BinaryIO, start: int, length: int) -> AsyncIterator[bytes]:
    file.seek(start)
    while length > 0:
        with _away_when_unusable():
            chunk = await asyncio.to_thread(file.read, min(CHUNK, length))
        if not chunk:
            return
        length -= len(chunk)
        yield chunk


def _found(key: str, path: Path) -> Found | None:
    try:
        entry = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if not path.is_file():
        return None
    return Found(key, entry.st_size, datetime.fromtimestamp(entry.st_mtime, UTC))


def _some(walk: Iterator[Found]) -> list[Found]:
    return list(islice(walk, _LISTED_AT_ONCE))
