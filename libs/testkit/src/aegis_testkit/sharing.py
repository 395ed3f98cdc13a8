"""One server a test run, also when xdist runs it in several processes: who needs it first starts it, and stops it
after everybody else."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from aegis_testkit.cache import file_lock


@asynccontextmanager
async def shared_in_run(
    name: str, folders: pytest.TempPathFactory, start: Callable[[], Awaitable[str]]
) -> AsyncIterator[str]:
    """What `start` returns, an address, in the process that calls it first; its word for it in the others. The server
    must live until the end of this context in the process that started it."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        yield await start()
        return
    folder = folders.getbasetemp().parent
    async with file_lock(folder / f"{name}.users", shared=True):
        async with file_lock(folder / f"{name}.lock"):
            said = _read(folder / f"{name}.address")
            address = said or await start()
            if not said:
                (folder / f"{name}.address").write_text(address)
        yield address
    if not said:
        async with file_lock(folder / f"{name}.users"):
            await asyncio.to_thread((folder / f"{name}.address").unlink)


def _read(path: Path) -> str | None:
    return path.read_text() if path.exists() else None
