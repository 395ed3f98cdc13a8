"""A Kafka broker as tests see one, and the one that runs natively on the local JVM."""

import asyncio
import contextlib
import shutil
from pathlib import Path
from typing import Protocol

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError

from aegis_testkit.cache import file_lock
from aegis_testkit.kafka_distribution import KafkaDistribution
from aegis_testkit.kafka_settings import as_file, node_properties
from aegis_testkit.processes import ServerProcess, free_port


class KafkaBroker(Protocol):
    """A running broker. `bootstrap` is its address, which stays the same over a restart."""

    bootstrap: str

    async def start(self) -> None:
        """Starts it (again) and waits until it serves."""
        ...

    async def stop(self) -> None: ...
    async def kill(self) -> None:
        """Ends it with SIGKILL; its data stays."""
        ...

    def freeze(self) -> None:
        """Halts it: connections stay open and nothing answers."""
        ...

    def thaw(self) -> None: ...


class NativeBroker:
    """One node on the local JVM. `folder` holds its data, log and configuration; data that is there is gone on with."""

    def __init__(
        self, distribution: KafkaDistribution, folder: Path, *, port: int | None = None, session_ms: int = 9_000
    ) -> None:
        self._distribution = distribution
        self._folder = folder
        self._port = port or free_port()
        self._session_ms = session_ms
        self.bootstrap = f"127.0.0.1:{self._port}"
        self._process: ServerProcess | None = None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.running

    @property
    def pid(self) -> int | None:
        """Of the JVM."""
        return self._process.pid if self._process is not None else None

    async def start(self) -> None:
        await self._ensure_class_archive()
        await self._start(self._distribution.command(self._configure()))

    async def stop(self) -> None:
        if self._process is not None:
            await self._process.stop(grace=15)

    async def kill(self) -> None:
        await self._running().kill()

    def freeze(self) -> None:
        self._running().freeze()

    def thaw(self) -> None:
        self._running().thaw()

    async def _start(self, command: list[str]) -> None:
        self._process = ServerProcess("kafka", command, log=self._folder / "kafka.log")
        self._process.start()
        try:
            await self._process.ready(lambda: answers(self.bootstrap), within=60)
        except BaseException:
            await self._process.kill()
            raise

    def _running(self) -> ServerProcess:
        if self._process is None:
            raise RuntimeError("the broker was not started")
        return self._process

    def _configure(self) -> Path:
        """Writes the configuration, and the data folder when there is none. The controller's port is a new one each
        time: the old one may be taken by now, and nobody else knows it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        data = self._folder / "data"
        if not data.exists():
            shutil.copytree(self._distribution.data, data)
        properties = self._folder / "server.properties"
        node = node_properties(
            advertised=self._port,
            listen=self.bootstrap,
            controller=f"127.0.0.1:{free_port()}",
            session_ms=self._session_ms,
        )
        properties.write_text(as_file(node | {"log.dirs": str(data)}))
        return properties

    async def _ensure_class_archive(self) -> None:
        """Made by one run that writes it at its end. A JVM that cannot is served without."""
        classes = self._distribution.classes
        async with file_lock(classes.with_suffix(".lock")):
            if classes.exists():
                return
            scratch = NativeBroker(self._distribution, self._folder / "training")
            unfinished = classes.with_suffix(".new")
            await scratch._start(  # one of us
                self._distribution.command(scratch._configure(), f"-XX:ArchiveClassesAtExit={unfinished}")
            )
            await scratch.stop()
            shutil.rmtree(self._folder / "training")
            if unfinished.exists():
                unfinished.rename(classes)


async def answers(bootstrap: str) -> bool:
    """Whether a Metadata request is answered with a broker and a controller; an open port is not enough."""
    host, _, port = bootstrap.partition(",")[0].rpartition(":")
    _, writer = await asyncio.wait_for(asyncio.open_connection(host, int(port)), 2)
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    client = AIOKafkaClient(bootstrap_servers=bootstrap, request_timeout_ms=2_000)
    try:
        await client.bootstrap()
        return bool(client.cluster.brokers()) and client.cluster.controller is not None
    except KafkaError:
        return False
    finally:
        await client.close()
