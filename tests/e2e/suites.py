"""The running suite that end-to-end tests talk to: the standalone process, or six services behind the gateway.

Both are started by the commands that people use, and told apart by nothing but their address.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from aegis_client.http import AegisClient
from aegis_client.servers import RunningServer, running_in

ADMIN_EMAIL = "admin@example.test"
ADMIN_PASSWORD = "first-admin-of-the-suite"
READY_WITHIN = {"standalone": 60.0, "distributed": 180.0}


@dataclass(frozen=True)
class Suite:
    """One running suite: where it is, and where its files are."""

    mode: str
    url: str
    folder: Path
    process: subprocess.Popen[bytes]
    clients: ExitStack

    def client(self) -> AegisClient:
        """A client nobody has signed in with yet; closed with the suite."""
        return self.clients.enter_context(AegisClient(self.url))

    def signed_in(self, email: str, password: str) -> AegisClient:
        """A client of somebody who has signed in."""
        client = self.client()
        client.sign_in(email, password)
        return client

    def admin(self) -> AegisClient:
        """A client of the first admin."""
        return self.signed_in(ADMIN_EMAIL, ADMIN_PASSWORD)


def command_for(mode: str, folder: Path, port: int) -> list[str]:
    """The command that people type for this mode."""
    options = ["--data-dir", str(folder), "--port", str(port)]
    if mode == "standalone":
        return [sys.executable, "-m", "aegis_standalone", "up", *options]
    return [sys.executable, "-m", "aegis_distributed", *options]


@contextmanager
def running_suite(mode: str, folder: Path, port: int, **environment: str) -> Iterator[Suite]:
    """Starts a suite in `folder` and stops it at the end. Fails with the end of its log when it does not get ready."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "suite.log"
    env = os.environ | {"AEGIS_ADMIN_EMAIL": ADMIN_EMAIL, "AEGIS_ADMIN_PASSWORD": ADMIN_PASSWORD} | environment
    with log.open("ab") as output:
        process = subprocess.Popen(command_for(mode, folder, port), env=env, stdout=output, stderr=output)
    try:
        running = _wait_until_ready(process, folder, log, READY_WITHIN[mode])
        with ExitStack() as clients:
            yield Suite(mode, running.url, folder, process, clients)
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Asks a suite to end, as Ctrl+C does, and makes it after a while."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


def _wait_until_ready(process: subprocess.Popen[bytes], folder: Path, log: Path, within: float) -> RunningServer:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        running = running_in(folder)
        if running is not None:
            return running
        if process.poll() is not None:
            break
        time.sleep(0.1)
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-40:])
    raise AssertionError(f"the suite did not get ready (exit code {process.poll()}):\n{tail}")
