"""Stands between a server and whoever started it, so that the server never outlives them.

Not imported: started as ``python -I -S guard.py LOG UID GID COMMAND...`` with a pipe as standard input and the folder's
lock as an open file. It says the server's process id on standard output, obeys orders of one letter, and when the pipe
closes or its parent is gone, ends the server: politely, then not. When the guard itself is killed, the kernel tells the
server to stop. The server and its children inherit the lock: it is free when the last of them has gone.
"""

import contextlib
import ctypes
import os
import select
import signal
import sys
import time
from pathlib import Path

ORDERS = {b"I": signal.SIGINT, b"Q": signal.SIGQUIT, b"K": signal.SIGKILL}
LOOK_AT_PARENT_EVERY = 0.5
POLITE_FOR, QUICK_FOR = 20.0, 5.0

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def _prctl(option: int, value: int) -> None:
    """Does nothing where there is no prctl: there the pipe alone guards."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _start(log: str, uid: int, gid: int, command: list[str]) -> int:
    guard = os.getpid()
    server = os.fork()
    if server:
        return server
    try:
        os.setsid()
        out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        if uid > 0:
            os.setgroups([])
            os.setgid(gid)
            os.setuid(uid)
        _prctl(_PR_SET_PDEATHSIG, signal.SIGINT)  # after the change of user, which would clear it
        if os.getppid() != guard:
            os._exit(1)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(out, 1)
        os.dup2(out, 2)
        os.execv(command[0], command)  # noqa: S606  # a shell is what it should not have
    except OSError as error:
        os.write(2, f"{command[0]}: {error.strerror}\n".encode())
    os._exit(127)


def _order(server: int, sent: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(server, sent)


def _kill_descendants() -> None:
    """The children of a server that was killed would end by themselves, but not before their query does. On Linux
    they have become ours."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            for child in children.read_text().split():
                _order(int(child), signal.SIGKILL)
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.005)
        except ChildProcessError:
            return


def _ended(server: int, within: float, awake: int) -> int | None:
    end = time.monotonic() + within
    while True:
        ended, status = os.waitpid(server, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        left = end - time.monotonic()
        if left <= 0:
            return None
        if select.select([awake], [], [], left)[0]:
            os.read(awake, 512)


def _end(server: int, awake: int) -> int:
    for sent, within in ((signal.SIGINT, POLITE_FOR), (signal.SIGQUIT, QUICK_FOR), (signal.SIGKILL, QUICK_FOR)):
        _order(server, sent)
        code = _ended(server, within, awake)
        if code is not None:
            return code
    return -signal.SIGKILL


def _guard(server: int, parent: int, awake: int) -> int:
    """Until the server ends or has to. As `os.waitstatus_to_exitcode` says it."""
    while True:
        ready, _, _ = select.select([0, awake], [], [], LOOK_AT_PARENT_EVERY)
        if awake in ready:
            os.read(awake, 512)
        ended, status = os.waitpid(server, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        order = os.read(0, 1) if 0 in ready else None
        if order == b"" or os.getppid() != parent:
            return _end(server, awake)
        if order:
            _order(server, ORDERS[order])


def main() -> int:
    parent = os.getppid()
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)
    awake, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    server = _start(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
    os.write(1, f"{server}\n".encode())
    code = _guard(server, parent, awake)
    _kill_descendants()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main())
