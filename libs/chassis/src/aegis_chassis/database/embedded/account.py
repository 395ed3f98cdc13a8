"""Whom the server runs as. PostgreSQL refuses to run as root; so, for root, as a number that nobody else has.

No account is made and no folder's mode is widened. Where folders above the data are closed to others, see `reach`.
"""

import grp
import os
import pwd
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from aegis_chassis.database.embedded.binaries import Binaries
from aegis_chassis.database.embedded.troubles import UnreachableFolder

UNUSED = range(60_578, 61_184)
"""Numbers that Linux distributions and systemd give to nobody, and that containers' user namespaces still hold."""

SHARED_STATE = Path("/var/lib/aegis")


@dataclass(frozen=True, slots=True)
class Account:
    """User and group of the server's processes; None for both when they run as ourselves."""

    uid: int | None
    gid: int | None

    def own(self, path: Path) -> None:
        """Gives `path` and all below it to the account."""
        if self.uid is None or self.gid is None:
            return
        os.chown(path, self.uid, self.gid, follow_symlinks=False)
        for folder, folders, files in os.walk(path):
            for name in (*folders, *files):
                os.chown(os.path.join(folder, name), self.uid, self.gid, follow_symlinks=False)  # noqa: PTH118

    def may_enter(self, folder: Path) -> bool:
        """Whether the account may pass through `folder` and all folders above it."""
        return self.uid is None or all(self._may_pass(each) for each in (folder, *folder.parents))

    def _may_pass(self, folder: Path) -> bool:
        found = folder.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)


OURSELVES = Account(None, None)


def account_for(data: Path) -> Account:
    """Who runs the server on `data`: its owner when it is there, ourselves unless we are root, else a number."""
    if os.geteuid() != 0:
        return OURSELVES
    if data.exists() and data.stat().st_uid != 0:
        found = data.stat()
        return Account(found.st_uid, found.st_gid)
    taken = {user.pw_uid for user in pwd.getpwall()} | {group.gr_gid for group in grp.getgrall()}
    free = [number for number in UNUSED if number not in taken]
    number = free[int.from_bytes(os.urandom(4)) % len(free)]
    return Account(number, number)


def account_to_initialise(account: Account) -> Account:
    """initdb, alone, insists on a user with a name: for a mere number, one without rights, with the number as group.

    It works in a folder that only the group may enter, so that others of that name are kept out.
    """
    if account.uid is None:
        return account
    named = [user for user in pwd.getpwall() if user.pw_uid > 0]
    if not named:
        raise UnreachableFolder("root cannot run PostgreSQL here: the system has no other account (/etc/passwd)")
    nobody = next((user for user in named if user.pw_name == "nobody"), named[-1])
    return Account(nobody.pw_uid, account.gid)


def usable_installation(binaries: Binaries, account: Account) -> Path:
    """The installation itself, or, where the account cannot enter it, a copy below `/var/lib/aegis` that only root may
    change."""
    if account.may_enter(binaries.folder):
        return binaries.installation
    found = (binaries.folder / "postgres").stat()
    package = binaries.installation.parent.name
    copy = SHARED_STATE / f"postgresql-{found.st_size}-{found.st_mtime_ns}"
    if not copy.exists():
        make_shared_state(account)
        unfinished = copy.with_suffix(f".{os.getpid()}")
        unneeded = shutil.ignore_patterns("include")
        shutil.copytree(
            binaries.installation, unfinished / package / binaries.installation.name, symlinks=True, ignore=unneeded
        )
        if binaries.wheel_libraries.exists():
            shutil.copytree(binaries.wheel_libraries, unfinished / binaries.wheel_libraries.name, symlinks=True)
        try:
            unfinished.rename(copy)
        except OSError:  # another process was quicker
            shutil.rmtree(unfinished)
    return copy / package / binaries.installation.name


def make_shared_state(account: Account) -> None:
    """Makes `/var/lib/aegis`. Raises `UnreachableFolder` when even that cannot be entered."""
    SHARED_STATE.mkdir(mode=0o755, parents=True, exist_ok=True)
    if not account.may_enter(SHARED_STATE):
        raise UnreachableFolder(
            f"PostgreSQL cannot run as root, and no other account may enter {SHARED_STATE}: run Aegis as another user"
        )
