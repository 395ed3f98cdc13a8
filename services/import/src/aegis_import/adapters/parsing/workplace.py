"""Room for archives while they are worked on."""

import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path


class TemporaryFiles:
    """`Workplace` and `UploadRoom` in a folder, which is made when it is missing (0700). Files are made 0600."""

    def __init__(self, folder: Path | None, *, limit: int) -> None:
        self._folder = folder
        self._limit = limit

    @property
    def limit(self) -> int:
        """How many bytes an upload may have."""
        return self._limit

    @asynccontextmanager
    async def room(self) -> AsyncIterator[Path]:
        """A path for one file that only this process's user may read; gone afterwards."""
        if self._folder is not None:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix="aegis-import-", dir=self._folder)
        os.close(handle)
        path = Path(name)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)  # a temporary file of our own
