"""Native servers for tests: started under a guard, so that none outlives the test process, however that dies."""

import asyncio
import contextlib
import os
import random
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

_GUARD = Path(__file__).with_name("guard.py")

Probe = Callable[[], Awaitable[bool]]
"""Whether a server answers. False and `OSError` mean: not yet."""


class NotReady(Exception):
    """A server that ended or did not answer in time; the message ends with the last lines of its log."""


class ServerProcess:
    """One server that we run.

    `start`, then `await ready(probe)`; `stop` asks it to end and then makes it; `kill` is SIGKILL, `freeze` and `thaw`
    are SIGSTOP and SIGCONT. It may be started again after it has ended. Standard output and error are appended to
    `log`. Needs no ending by the caller: when this process is gone, so is the server.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.name = name
        self.log = log
        self.pid: int | None = None
        """Of the server, not of its guard; None until started."""
        self._command = [str(part) for part in command]
        self._env = None if env is None else {**os.environ, **env}
        self._cwd = cwd
        self._guard: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        return self._guard is not None and self.exit_code is None

    @property
    def exit_code(self) -> int | None:
        """None while it runs; 128 + n when signal n ended it."""
        if self._guard is None:
            return None
        code = self._guard.poll()
        if code is not None:
            for pipe in (self._guard.stdin, self._guard.stdout):
                if pipe is not None:
                    pipe.close()
        return code

    def start(self) -> None:
        """Starts the server and returns at once. Raises `NotReady` when it cannot be started."""
        if self.running:
            raise RuntimeError(f"{self.name} is running already")
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._guard = subprocess.Popen(
            [sys.executable, "-I", "-S", str(_GUARD), str(self.log), *self._command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=self._env,
            cwd=self._cwd,
            start_new_session=True,
        )
        assert self._guard.stdout is not None
        first_line = self._guard.stdout.readline()
        if not first_line:
            raise self._not_ready("its guard did not start")
        self.pid = int(first_line)

    async def ready(self, probe: Probe, *, within: float = 60.0, every: float = 0.05) -> None:
        """Waits until `probe` says yes. Raises `NotReady` when the server has ended, or after `within` seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                while self.running:
                    with contextlib.suppress(OSError):
                        if await probe():
                            return
                    await asyncio.sleep(every)
                raise self._not_ready(f"it ended with {self.exit_code}")
        raise self._not_ready(f"it did not answer within {within:g} s")

    async def stop(self, *, grace: float = 10.0) -> None:
        """Asks it to end (SIGTERM), kills it when it has not after `grace` seconds. Nothing when it has ended."""
        self.thaw()
        self._order(b"T")
        try:
            await self._ended(grace)
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        """Ends it and all it started with SIGKILL."""
        self._order(b"K")
        await self._ended(15.0)

    def freeze(self) -> None:
        """Halts it with SIGSTOP: its connections stay open and nothing answers."""
        self._order(b"S")

    def thaw(self) -> None:
        """Lets a frozen server go on."""
        self._order(b"C")

    def log_tail(self, lines: int = 20) -> str:
        """The last lines that it wrote."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def _order(self, order: bytes) -> None:
        """Returns when the guard has passed it on; a frozen server stands still then."""
        if self.running and self._guard is not None and self._guard.stdin and self._guard.stdout:
            with contextlib.suppress(BrokenPipeError):
                self._guard.stdin.write(order)
                self._guard.stdout.read(1)

    async def _ended(self, within: float) -> None:
        async with asyncio.timeout(within):
            while self.running:  # noqa: ASYNC110  # a child's end is polled: no event loop need own it
                await asyncio.sleep(0.005)

    def _not_ready(self, why: str) -> NotReady:
        return NotReady(f"{self.name}: {why}; {self.log}:\n{self.log_tail()}")


def free_port() -> int:
    """A loopback port that nobody listens on, below 32768: above it the kernel takes ports for outgoing connections."""
    while True:
        port = random.randrange(10_000, 32_768)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
