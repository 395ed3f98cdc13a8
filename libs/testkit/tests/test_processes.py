"""No server outlives the process that started it."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from aegis_testkit.processes import NotReady, ServerProcess, free_port

# A server with a child in another session, as PostgreSQL's backends are.
FAMILY = """
import os, signal, sys, time
child = os.fork()
if child == 0:
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(600)
open(sys.argv[1], "w").write(str(child))
print("up", flush=True)
time.sleep(600)
"""

OWNER = """
import asyncio, os, sys, time
from pathlib import Path
from aegis_testkit.processes import ServerProcess
family, folder, forks = sys.argv[1], Path(sys.argv[2]), sys.argv[3] == "forks"
server = ServerProcess("family", [sys.executable, "-c", family, folder / "child"], log=folder / "log")
server.start()
async def up(): return "up" in server.log_tail()
asyncio.run(server.ready(up, within=20))
if forks and os.fork() == 0:      # holds the guard's pipe open, like a worker of a process pool
    time.sleep(5)
    os._exit(0)
print(server.pid, flush=True)
time.sleep(600)
"""


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def gone(pid: int, within: float = 5.0) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        if not alive(pid):
            return True
        time.sleep(0.02)
    return False


def python(code: str, folder: Path, *arguments: str | Path) -> ServerProcess:
    return ServerProcess("python", [sys.executable, "-c", code, *arguments], log=folder / "log")


def logged(server: ServerProcess, text: str) -> Callable[[], "asyncio.Future[bool]"]:
    async def probe() -> bool:
        return text in server.log_tail()

    return probe  # type: ignore[return-value]  # a coroutine function is what ready takes


@pytest.mark.kill
@pytest.mark.parametrize("forks", ["alone", "forks"])
def test_a_killed_owner_leaves_no_server_and_no_child_of_it(tmp_path: Path, forks: str) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, FAMILY, str(tmp_path), forks], stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    server = int(owner.stdout.readline())
    child = int((tmp_path / "child").read_text())
    assert alive(server)
    assert alive(child)
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    owner.stdout.close()
    assert gone(server)
    assert gone(child)


@pytest.mark.kill
async def test_a_killed_guard_takes_its_server_along(tmp_path: Path) -> None:
    server = python("import time; print('up', flush=True); time.sleep(600)", tmp_path)
    server.start()
    await server.ready(logged(server, "up"))
    assert server.pid is not None
    os.kill(parent_of(server.pid), signal.SIGKILL)
    assert gone(server.pid)
    assert not server.running
    await server.stop()


async def test_stop_lets_a_server_end_by_itself(tmp_path: Path) -> None:
    server = python(
        "import signal, sys, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: (print('bye', flush=True), sys.exit(3)))\n"
        "print('up', flush=True)\ntime.sleep(600)",
        tmp_path,
    )
    server.start()
    await server.ready(logged(server, "up"))
    await server.stop()
    assert server.exit_code == 3
    assert "bye" in server.log_tail()


async def test_stop_kills_a_server_that_will_not_end(tmp_path: Path) -> None:
    server = python(FAMILY, tmp_path, tmp_path / "child")
    stubborn = python(
        "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('up', flush=True)\ntime.sleep(600)",
        tmp_path / "stubborn",
    )
    for each in (server, stubborn):
        each.start()
        await each.ready(logged(each, "up"))
    await stubborn.stop(grace=0.1)
    assert stubborn.exit_code == 128 + signal.SIGKILL
    await server.stop()
    assert gone(int((tmp_path / "child").read_text()), within=0.5)


async def test_a_frozen_server_goes_on_when_thawed(tmp_path: Path) -> None:
    server = python("import time\nfor n in range(6000):\n    print(n, flush=True)\n    time.sleep(0.01)", tmp_path)
    server.start()
    await server.ready(logged(server, "3"))
    server.freeze()
    await asyncio.sleep(0.1)
    before = server.log_tail()
    await asyncio.sleep(0.1)
    assert server.log_tail() == before
    server.thaw()
    await asyncio.sleep(0.3)
    assert server.log_tail() != before
    server.freeze()
    await server.kill()
    assert not server.running


async def test_a_server_can_be_started_again(tmp_path: Path) -> None:
    server = python("import time; print('up', flush=True); time.sleep(600)", tmp_path)
    server.start()
    first = server.pid
    await server.kill()
    server.start()
    assert server.running
    assert server.pid != first
    await server.stop()


async def test_a_server_that_ends_at_once_is_reported_with_its_log(tmp_path: Path) -> None:
    server = python("raise SystemExit('no such configuration')", tmp_path)
    server.start()
    with pytest.raises(NotReady, match="no such configuration"):
        await server.ready(logged(server, "up"), within=20)


async def test_a_server_that_never_answers_is_reported(tmp_path: Path) -> None:
    server = python("import time; time.sleep(600)", tmp_path)
    server.start()
    with pytest.raises(NotReady, match=r"did not answer within 0\.2 s"):
        await server.ready(logged(server, "up"), within=0.2)
    await server.kill()


async def test_a_missing_program_is_reported(tmp_path: Path) -> None:
    server = ServerProcess("nothing", ["/no/such/program"], log=tmp_path / "log")
    server.start()
    with pytest.raises(NotReady, match="No such file"):
        await server.ready(logged(server, "up"))


def test_free_ports_lie_below_the_ephemeral_range() -> None:
    assert all(10_000 <= free_port() < 32_768 for _ in range(50))
