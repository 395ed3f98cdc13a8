"""An embedded PostgreSQL server: started, watched and ended by us, gone when we are."""

import asyncio
import contextlib
import fcntl
import os
import random
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
import structlog
from sqlalchemy import URL

from aegis_chassis.database.address import plain_dsn
from aegis_chassis.database.embedded.account import Account
from aegis_chassis.database.embedded.cluster import SUPERUSER, Cluster
from aegis_chassis.database.embedded.configuration import configuration
from aegis_chassis.database.embedded.reach import reach
from aegis_chassis.database.embedded.troubles import FolderInUse, NoSpace, NotStarted, PortTaken

log = structlog.get_logger(__name__)

_GUARD = Path(__file__).with_name("guard.py")
_PORTS = range(10_000, 32_768)
"""Above them the kernel takes ports for outgoing connections."""
_PORT_TRIES = 8
_START_WITHIN = 180.0
_PREDECESSOR_ENDS_WITHIN = 40.0


class EmbeddedPostgres:
    """One server on `folder`, on a socket in a 0700 folder and on loopback TCP, with passwords (SCRAM).

    `port` None keeps the last one, or takes a free one. `settings` go into ``postgresql.conf``. `durable` False is
    for tests. It ends with us, however we end. `start` raises `ServerTrouble`, of a kind that says what to do.
    """

    def __init__(
        self,
        folder: Path,
        *,
        port: int | None = None,
        settings: Mapping[str, str] | None = None,
        durable: bool = True,
        binaries: Path | None = None,
    ) -> None:
        self._cluster = Cluster(folder, chosen=binaries)
        self._asked_port = port
        self._settings = dict(settings or {})
        self._durable = durable
        self._guard: subprocess.Popen[bytes] | None = None
        self._port: int | None = None
        self.pid: int | None = None
        """Of the server; None until started."""

    @property
    def log(self) -> Path:
        """The file that it logs to."""
        return self._cluster.log

    @property
    def running(self) -> bool:
        return self._guard is not None and self._guard.poll() is None

    @property
    def port(self) -> int:
        """The TCP port. It stays the same over restarts while nobody takes it."""
        if self._port is None:
            raise RuntimeError("the server was not started")
        return self._port

    def dsn(self, database: str = "postgres") -> str:
        """The superuser's, over TCP."""
        return plain_dsn(URL.create("postgresql", SUPERUSER, self._cluster.password, "127.0.0.1", self.port, database))

    def socket_dsn(self, database: str = "postgres") -> str:
        """The superuser's, over the socket: for this user and root alone, and somewhat quicker. Over TCP where the
        folder's path is too long for a socket."""
        if self._cluster.socket is None:
            return self.dsn(database)
        query = {"host": str(self._cluster.socket), "port": str(self.port)}
        return plain_dsn(URL.create("postgresql", SUPERUSER, self._cluster.password, None, None, database, query))

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Starts it, makes its data first when there is none, and returns when it takes connections."""
        if self.running:
            raise RuntimeError("the server is running already")
        lock = await self._take_folder()
        try:
            program, major, account = await self._cluster.prepare(durable=self._durable, lock=lock)
            folders = [folder for folder in (self._cluster.data, self._cluster.socket) if folder is not None]
            with reach(account, *folders) as reached:
                data, *sockets = reached.names
                for port in self._ports():
                    text = configuration(
                        major=major,
                        port=port,
                        socket=sockets[0] if sockets else None,
                        own=self._settings,
                        durable=self._durable,
                    )
                    self._cluster.configure(text, account)
                    if await self._start_on(port, [str(program), "-D", data], account, (lock, *reached.descriptors)):
                        return
            raise PortTaken("no free port found on 127.0.0.1")
        finally:
            os.close(lock)

    async def _start_on(self, port: int, command: list[str], account: Account, inherited: tuple[int, ...]) -> bool:
        """False when somebody has taken the port, and another may be tried."""
        said_before = self.log.stat().st_size if self.log.exists() else 0
        self._spawn(command, account, inherited)
        try:
            await self._ready(said_before)
        except PortTaken:
            if self._asked_port is not None:
                raise
            return False
        except BaseException:
            self._close_pipe()  # its guard then ends what has been started
            raise
        self._port = port
        self._cluster.keep_port(port)
        return True

    async def stop(self, *, within: float = 30.0) -> None:
        """Ends it in order: connections are closed, what they had not committed is undone. Nothing when not running."""
        for order, grace in ((b"I", within), (b"Q", 5.0), (b"K", 10.0)):
            if self._order(order) and await self._ended(grace):
                return

    async def kill(self) -> None:
        """Ends all its processes at once, with SIGKILL. The next start recovers what was committed."""
        self._order(b"K")
        await self._ended(15.0)

    def _ports(self) -> list[int]:
        if self._asked_port is not None:
            return [self._asked_port]
        kept = self._cluster.last_port
        return [*([kept] if kept and _is_free(kept) else []), *(_free_port() for _ in range(_PORT_TRIES))]

    async def _take_folder(self) -> int:
        """The locked file, open. Waits for the server of a process that has died to end."""
        lock = os.open(self._cluster.lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            give_up_at = asyncio.get_running_loop().time() + _PREDECESSOR_ENDS_WITHIN
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    owner = int(os.pread(lock, 20, 0) or b"0")  # nothing yet: it is just being taken
                    if (owner and psutil.pid_exists(owner)) or asyncio.get_running_loop().time() > give_up_at:
                        raise FolderInUse(
                            f"{self._cluster.folder} is in use by process {owner}: stop it, or take another folder"
                        ) from None
                await asyncio.sleep(0.05)
            self._refuse_strangers()
            os.ftruncate(lock, 0)
            os.pwrite(lock, str(os.getpid()).encode(), 0)
        except BaseException:
            os.close(lock)
            raise
        return lock

    def _refuse_strangers(self) -> None:
        """A server on our data that was started otherwise is an error; the trace of one that is gone, when another
        program has its process id by now, is removed, since PostgreSQL would take that program for it."""
        trace = self._cluster.data / "postmaster.pid"
        try:
            pid = int(trace.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return
        try:
            process = psutil.Process(pid)
            if process.name().startswith("postgres") and Path(process.cwd()) == self._cluster.data.resolve():
                raise FolderInUse(
                    f"{self._cluster.data} is in use by PostgreSQL process {pid}: stop it with pg_ctl stop"
                )
        except (psutil.NoSuchProcess, psutil.ZombieProcess):
            return
        except psutil.AccessDenied:
            log.debug("embedded.other_process", pid=pid)
        trace.unlink()

    def _spawn(self, command: list[str], account: Account, inherited: tuple[int, ...]) -> None:
        uid, gid = str(account.uid or 0), str(account.gid or 0)
        self._guard = subprocess.Popen(  # noqa: S603  # our own program and arguments
            [sys.executable, "-I", "-S", str(_GUARD), str(self.log), uid, gid, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            cwd="/",
            start_new_session=True,
            pass_fds=inherited,
        )
        assert self._guard.stdout is not None  # noqa: S101  # it was asked for
        with self._guard.stdout as said:
            first_line = said.readline()
        if not first_line:
            raise NotStarted("the server's guard did not start")
        self.pid = int(first_line)

    async def _ready(self, said_before: int) -> None:
        """Waits until the server says in its own file that it is ready."""
        trace = self._cluster.data / "postmaster.pid"
        give_up_at = asyncio.get_running_loop().time() + _START_WITHIN
        while self.running:
            with contextlib.suppress(FileNotFoundError):
                lines = trace.read_text().splitlines()
                if len(lines) > 7 and lines[0] == str(self.pid) and lines[7].strip() == "ready":
                    return
            if asyncio.get_running_loop().time() > give_up_at:
                await self.kill()
                raise NotStarted(f"PostgreSQL was not ready within {_START_WITHIN:g} s; {self._said(said_before)}")
            await asyncio.sleep(0.005)
        self._close_pipe()
        said = self._said(said_before)
        if "No space left on device" in said:
            raise NoSpace(f"the disk is full; {said}")
        if "could not bind" in said or "could not create any TCP/IP sockets" in said:
            raise PortTaken(f"the port is in use: take another; {said}")
        if "lock file" in said or "shared memory block" in said:
            raise FolderInUse(f"another PostgreSQL runs on {self._cluster.data}: stop it; {said}")
        raise NotStarted(f"PostgreSQL ended at its start; {said}")

    def _said(self, said_before: int) -> str:
        with self.log.open("rb") as file:
            file.seek(said_before)
            tail = file.read()[-4_000:].decode(errors="replace")
        return f"{self.log}:\n{tail}"

    def _order(self, order: bytes) -> bool:
        """Whether there is anybody to obey it."""
        if not self.running or self._guard is None or self._guard.stdin is None:
            return False
        with contextlib.suppress(BrokenPipeError):
            self._guard.stdin.write(order)
            self._guard.stdin.flush()
        return True

    async def _ended(self, within: float) -> bool:
        give_up_at = asyncio.get_running_loop().time() + within
        while self.running:
            if asyncio.get_running_loop().time() > give_up_at:
                return False
            await asyncio.sleep(0.005)
        self._close_pipe()
        return True

    def _close_pipe(self) -> None:
        if self._guard is not None and self._guard.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._guard.stdin.close()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _free_port() -> int:
    while True:
        port = random.choice(_PORTS)  # noqa: S311  # not a secret
        if _is_free(port):
            return port
