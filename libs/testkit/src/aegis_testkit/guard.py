"""Runs one server and sees that it never outlives whoever asked for it.

Not imported: `processes.py` starts it as ``python -I -S guard.py LOG COMMAND...`` with a pipe on its standard input.
It starts the server in a session of its own, says its process id on standard output, and then obeys one-letter orders,
each answered with a dot when it has been carried out.
When the pipe closes, or its own parent is gone (a fork may hold the pipe open), it kills the server and all that
descends from it. When the guard itself is killed, the kernel kills the server. It exits as the server exited.
"""

import contextlib
import ctypes
import os
import select
import signal
import sys
import time
from pathlib import Path

ORDERS = {b"T": signal.SIGTERM, b"I": signal.SIGINT, b"K": signal.SIGKILL, b"S": signal.SIGSTOP, b"C": signal.SIGCONT}
LOOK_AT_PARENT_EVERY = 0.25

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def _prctl(option: int, value: int) -> None:
    """Does nothing where there is no prctl: there the pipe alone guards."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def _start(log: str, command: list[str]) -> int:
    guard = os.getpid()
    server = os.fork()
    if server:
        return server
    os.setsid()
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != guard:
        os._exit(1)
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(out, 1)
    os.dup2(out, 2)
    try:
        os.execvp(command[0], command)
    except OSError as error:
        os.write(2, f"{command[0]}: {error.strerror}\n".encode())
    os._exit(127)


def _order(server: int, sent: int) -> None:
    """To the whole group, but a polite end to the server alone: it knows how to end its children."""
    with contextlib.suppress(ProcessLookupError):
        if sent in {signal.SIGTERM, signal.SIGINT}:
            os.kill(server, sent)
            return
        try:
            os.killpg(server, sent)
        except ProcessLookupError:  # just forked: it has no group of its own yet
            os.kill(server, sent)


def _kill_descendants(server: int) -> None:
    """Whatever was started below the server has become our child, as we are its subreaper."""
    _order(server, signal.SIGKILL)
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            for child in children.read_text().split():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(child), signal.SIGKILL)
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.005)
        except ChildProcessError:
            return


def _guard(server: int, parent: int, awake: int) -> int:
    """Until the server ends or we have to end it. The server's exit status; 128 + signal when a signal ended it."""
    while True:
        ready, _, _ = select.select([0, awake], [], [], LOOK_AT_PARENT_EVERY)
        if awake in ready:
            os.read(awake, 512)
        ended, status = os.waitpid(server, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code
        if 0 in ready:
            order = os.read(0, 1)
            if not order:
                return 128 + signal.SIGKILL
            _order(server, ORDERS[order])
            if ORDERS[order] == signal.SIGSTOP:
                os.waitpid(server, os.WUNTRACED)
            os.write(1, b".")
        if os.getppid() != parent:
            return 128 + signal.SIGKILL


def main() -> int:
    parent = os.getppid()
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)
    awake, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    server = _start(sys.argv[1], sys.argv[2:])
    os.write(1, f"{server}\n".encode())
    code = _guard(server, parent, awake)
    _kill_descendants(server)
    return code


if __name__ == "__main__":
    sys.exit(main())
