"""The folder of what is fetched or built once for tests, and locks for whoever makes it."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path


def cache_folder() -> Path:
    """``AEGIS_CACHE_DIR``, else ``aegis`` in the user's cache folder. It is made when it is not there."""
    named = os.environ.get("AEGIS_CACHE_DIR")
    folder = Path(named) if named else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "aegis"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@asynccontextmanager
async def file_lock(path: Path, *, shared: bool = False) -> AsyncIterator[None]:
    """Holds a lock on `path`, among processes; a process that dies lets go of it. Waits as long as it takes."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        kind = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB
        while True:
            try:
                fcntl.flock(descriptor, kind)
                break
            except BlockingIOError:
                await asyncio.sleep(0.05)
        yield
    finally:
        os.close(descriptor)
