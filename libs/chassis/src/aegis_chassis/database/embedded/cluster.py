"""The files of one embedded server: where they lie, how they are made, who may read them.

::

    <folder>/lock                 held while any process of the server lives
             superuser-password   0600
             port                 the one it had last, kept while it is free
             postgres.log
             data/  socket/       0700, the server's own
"""

import asyncio
import os
import secrets
import shutil
import subprocess
from pathlib import Path

from aegis_chassis.database.embedded.account import (
    Account,
    account_for,
    account_to_initialise,
    usable_installation,
)
from aegis_chassis.database.embedded.binaries import Binaries, find_binaries
from aegis_chassis.database.embedded.reach import reach
from aegis_chassis.database.embedded.troubles import NoSpace, NotStarted

SUPERUSER = "postgres"
NEEDED_TO_MAKE = 256 * 1024 * 1024
NEEDED_TO_START = 48 * 1024 * 1024
_LONGEST_SOCKET_PATH = 103
_LOG_KEPT = 8 * 1024 * 1024


class Cluster:
    """Knows the folder; does not run the server. `chosen` names the folder of the binaries, if the caller does."""

    def __init__(self, folder: Path, *, chosen: Path | None = None) -> None:
        self.folder = folder.absolute()
        self.lock = self.folder / "lock"
        self.log = self.folder / "postgres.log"
        self._password = self.folder / "superuser-password"
        self._port = self.folder / "port"
        self.data = self.folder / "data"
        self._chosen = chosen
        if not self.folder.exists():
            self.folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True)

    @property
    def socket(self) -> Path | None:
        """The folder of the socket; None where its path would be too long for one."""
        folder = self.folder / "socket"
        return folder if len(f"{folder}/.s.PGSQL.65535") <= _LONGEST_SOCKET_PATH else None

    @property
    def password(self) -> str:
        """The superuser's."""
        return self._password.read_text().strip()

    @property
    def last_port(self) -> int | None:
        try:
            return int(self._port.read_text())
        except (OSError, ValueError):
            return None

    def keep_port(self, port: int) -> None:
        """Notes the port for the next start."""
        self._port.write_text(f"{port}\n")

    async def prepare(self, *, durable: bool, lock: int) -> tuple[Path, int, Account]:
        """Finds binaries and account, and makes the data when there is none. The program to run, its major version,
        whom to run it as. Raises `ServerTrouble`."""
        if not self.data.exists():
            self._ensure_password()
            binaries = find_binaries(chosen=self._chosen)
            account = account_for(self.data)
            installation = await asyncio.to_thread(usable_installation, binaries, account)
            await asyncio.to_thread(self._make, installation, binaries, account, durable, lock)
        else:
            binaries = find_binaries(int((self.data / "PG_VERSION").read_text()), chosen=self._chosen)
            if not self._password.exists():
                raise NotStarted(f"{self._password} is gone, and with it the way in: restore it from a backup")
            account = account_for(self.data)
            installation = await asyncio.to_thread(usable_installation, binaries, account)
        self._need(NEEDED_TO_START)
        if self.socket is not None and not self.socket.exists():
            self.socket.mkdir(mode=0o700)
            account.own(self.socket)
        if self.log.exists() and self.log.stat().st_size > _LOG_KEPT:
            self.log.replace(self.log.with_suffix(".log.1"))
        return installation / "bin" / "postgres", binaries.major, account

    def configure(self, text: str, account: Account) -> None:
        """Writes ``postgresql.conf``."""
        path = self.data / "postgresql.conf"
        path.write_text(text)
        path.chmod(0o600)
        account.own(path)

    def _ensure_password(self) -> None:
        if self._password.exists():
            return
        descriptor = os.open(self._password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))

    def _need(self, free: int) -> None:
        left = shutil.disk_usage(self.folder).free
        if left < free:
            raise NoSpace(f"{self.folder}: {left >> 20} MB are free, PostgreSQL needs {free >> 20} MB")

    def _make(self, installation: Path, binaries: Binaries, account: Account, durable: bool, lock: int) -> None:
        """Runs initdb aside and moves the result in place, so that data is whole or not there."""
        self._need(NEEDED_TO_MAKE)
        aside = self.folder / "new"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(mode=0o700)
        maker = account_to_initialise(account)
        if account.gid is not None:
            os.chown(aside, 0, account.gid)
            aside.chmod(0o710)
        data, password = aside / "data", aside / "password"
        data.mkdir(mode=0o700)
        maker.own(data)
        password.touch(0o600)
        password.write_text(self.password)
        maker.own(password)
        locale = ["--locale-provider=builtin", "--locale=C.UTF-8"] if binaries.major >= 17 else ["--locale=C"]
        program = str(installation / "bin" / "initdb")
        how = ["--auth=scram-sha-256", "--encoding=UTF8", *locale, "--data-checksums", "--no-instructions"]
        if not durable:
            how.append("--no-sync")
        with reach(maker, data) as reached, password.open("rb") as opened:
            (where,) = reached.names
            done = subprocess.run(  # noqa: S603  # our own program and arguments
                [program, "-D", where, "-U", SUPERUSER, "--pwfile=/dev/stdin", *how],
                capture_output=True,
                text=True,
                stdin=opened,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
                cwd="/",
                user=maker.uid,
                group=maker.gid,
                extra_groups=None if maker.uid is None else [],
                pass_fds=(lock, *reached.descriptors),
                check=False,
            )
        if done.returncode != 0:
            said = (done.stdout + done.stderr).strip()
            if "No space left on device" in said:
                raise NoSpace(f"{self.folder}: the disk became full while PostgreSQL made its files")
            raise NotStarted(f"initdb failed with {done.returncode}:\n{said}")
        password.unlink()
        account.own(data)
        data.rename(self.data)
        aside.rmdir()
