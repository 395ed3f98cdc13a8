"""Temporary folders of servers, that also go when the run that made them was killed: the next one removes them."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LOCK = "lock"


@contextmanager
def scratch_folder(prefix: str) -> Iterator[Path]:
    """A new folder, removed at the end. It is locked as long as this process lives; folders of the same prefix that
    nobody locks are left over, and are removed first."""
    for left in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        _remove_unless_used(left)
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _remove_unless_used(folder: Path) -> None:
    """One without a lock file is being made just now, or is nobody's we know."""
    with contextlib.suppress(OSError):
        lock = os.open(folder / _LOCK, os.O_RDWR)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(lock)
