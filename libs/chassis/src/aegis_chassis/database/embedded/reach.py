"""How the server's account gets at folders below one that it may not enter, as root's home: through open descriptors.

Root opens the folders and hands them on; ``/proc/self/fd/N`` then leads into them, whatever lies above. So data stays
where it was asked for, and no folder's mode is widened. (Tried with PostgreSQL 15, 16 and 18.)
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aegis_chassis.database.embedded.account import Account
from aegis_chassis.database.embedded.troubles import UnreachableFolder

_DESCRIPTORS = Path("/proc/self/fd")


@dataclass(frozen=True, slots=True)
class Reach:
    """The folders as the account has to name them, and the open files that it has to inherit for that."""

    names: tuple[str, ...]
    descriptors: tuple[int, ...] = ()


@contextmanager
def reach(account: Account, *folders: Path) -> Iterator[Reach]:
    """Good until the process that needs it has been started. Raises `UnreachableFolder`."""
    if all(account.may_enter(folder.parent) for folder in folders):
        yield Reach(tuple(str(folder) for folder in folders))
        return
    if not _DESCRIPTORS.exists():
        raise UnreachableFolder(
            f"PostgreSQL cannot run as root, and no other account may enter {folders[0].parent}: take a folder that "
            "others may pass through (mode 711), or run Aegis as another user"
        )
    opened: list[int] = []
    try:
        opened.extend(os.open(folder, os.O_RDONLY | os.O_DIRECTORY) for folder in folders)
        yield Reach(tuple(str(_DESCRIPTORS / str(number)) for number in opened), tuple(opened))
    finally:
        for number in opened:
            os.close(number)
