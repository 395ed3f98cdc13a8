"""A real Kafka for tests and trials, wherever one can be had.

In order: a broker that `AEGIS_TEST_KAFKA_BOOTSTRAP` names, a container where a Docker engine answers, Apache Kafka on
the local JVM. By itself: ``python -m aegis_testkit.kafka --folder .aegis/kafka --port 19092`` runs one until stopped.
"""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aegis_testkit.kafka_broker import KafkaBroker, NativeBroker
from aegis_testkit.kafka_container import ContainerBroker, docker_answers
from aegis_testkit.kafka_distribution import kafka_distribution
from aegis_testkit.processes import NotReady
from aegis_testkit.required import Unavailable
from aegis_testkit.scratch import scratch_folder

BOOTSTRAP_VARIABLE = "AEGIS_TEST_KAFKA_BOOTSTRAP"
QUICK_SESSION_MS = 1_000
"""For a broker that a test kills: it is back after 2 seconds instead of 11."""
TRIAL_SESSION_MS = 3_000
"""For one that serves a trial: soon back, and not given up when the machine is busy."""


@asynccontextmanager
async def kafka(
    *, folder: Path | None = None, port: int | None = None, session_ms: int = 9_000
) -> AsyncIterator[KafkaBroker]:
    """A broker of our own, started; stopped at the end. Raises `Unavailable` with what was tried.

    With `folder` it is a native one that keeps its data there and goes on with what it finds.
    """
    tried: list[str] = []
    if folder is None and await asyncio.to_thread(docker_answers):
        container = ContainerBroker(session_ms=session_ms)
        try:
            await container.start()
        except (Unavailable, TimeoutError) as error:
            tried.append(str(error) or "the container did not serve in time")
            await container.stop()
        else:
            async with _stopping(container):
                yield container
            return
    with contextlib.ExitStack() as stack:
        place = folder or stack.enter_context(scratch_folder("aegis-kafka-"))
        try:
            native = NativeBroker(await kafka_distribution(), place, port=port, session_ms=session_ms)
            await native.start()
        except (Unavailable, NotReady) as error:
            raise Unavailable("; ".join([*tried, f"Kafka: {error}", f"or set {BOOTSTRAP_VARIABLE}"])) from error
        async with _stopping(native):
            yield native


def given_bootstrap() -> str | None:
    """The address of the broker that the environment names, if it does."""
    return os.environ.get(BOOTSTRAP_VARIABLE) or None


@asynccontextmanager
async def _stopping(broker: KafkaBroker) -> AsyncIterator[None]:
    try:
        yield
    finally:
        await broker.stop()


async def _serve(folder: Path, port: int | None) -> None:
    ended = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, ended.set)
    async with kafka(folder=folder, port=port, session_ms=TRIAL_SESSION_MS) as broker:
        sys.stdout.write(f"{broker.bootstrap}\n")
        sys.stdout.flush()
        await ended.wait()


def main() -> None:
    """Runs a native broker until SIGINT or SIGTERM; its address is the first line of output."""
    parser = argparse.ArgumentParser(prog="python -m aegis_testkit.kafka", description=main.__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where its data and log are kept")
    parser.add_argument("--port", type=int, help="a free one below 32768 when not given")
    arguments = parser.parse_args()
    try:
        asyncio.run(_serve(arguments.folder.resolve(), arguments.port))
    except Unavailable as missing:
        sys.exit(str(missing))


if __name__ == "__main__":
    main()
