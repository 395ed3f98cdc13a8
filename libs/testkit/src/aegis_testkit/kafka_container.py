"""A Kafka broker in a container, where a Docker engine answers."""

import asyncio
import os
import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aegis_testkit.kafka_broker import answers
from aegis_testkit.kafka_settings import CLUSTER_ID, VERSION, as_environment, node_properties
from aegis_testkit.processes import free_port
from aegis_testkit.required import Unavailable

if TYPE_CHECKING:
    from testcontainers.core.container import DockerContainer

IMAGE = f"apache/kafka:{VERSION}"
_INSIDE = 9092


def docker_answers() -> bool:
    """Whether somebody listens at the Docker engine's address: `DOCKER_HOST`, or the usual socket."""
    address = urlsplit(os.environ.get("DOCKER_HOST") or "unix:///var/run/docker.sock")
    try:
        if address.scheme == "unix":
            with socket.socket(socket.AF_UNIX) as probe:
                probe.settimeout(2)
                probe.connect(address.path)
        else:
            socket.create_connection((address.hostname or "localhost", address.port or 2375), timeout=2).close()
    except OSError:
        return False
    return True


class ContainerBroker:
    """One node of the project's own image; Testcontainers' reaper removes it when this process dies."""

    def __init__(self, *, session_ms: int = 9_000) -> None:
        self._port = free_port()
        self._session_ms = session_ms
        self.bootstrap = f"127.0.0.1:{self._port}"
        self._container: DockerContainer | None = None

    async def start(self) -> None:
        """Raises `Unavailable` when the image or the container cannot be had."""
        if self._container is None:
            self._container = await asyncio.to_thread(self._run)
        else:
            await asyncio.to_thread(self._running().start)
        async with asyncio.timeout(90):
            while not await self._ready():  # noqa: ASYNC110  # a server's readiness sends no event
                await asyncio.sleep(0.1)

    async def stop(self) -> None:
        container, self._container = self._container, None
        if container is not None:
            await asyncio.to_thread(container.stop)

    async def kill(self) -> None:
        await asyncio.to_thread(self._running().kill)

    def freeze(self) -> None:
        self._running().pause()

    def thaw(self) -> None:
        self._running().unpause()

    def _run(self) -> "DockerContainer":
        import docker.errors
        from testcontainers.core.container import DockerContainer

        node = node_properties(
            advertised=self._port,
            listen=f"0.0.0.0:{_INSIDE}",
            controller="127.0.0.1:9093",
            session_ms=self._session_ms,
        )
        environment = as_environment(node) | {"CLUSTER_ID": CLUSTER_ID}
        try:
            return DockerContainer(IMAGE, env=environment).with_bind_ports(_INSIDE, self._port).start()
        except (docker.errors.DockerException, OSError) as error:
            raise Unavailable(f"Docker answers, but {IMAGE} could not be started: {error}") from error

    def _running(self) -> Any:
        if self._container is None:
            raise RuntimeError("the broker was not started")
        return self._container.get_wrapped_container()

    async def _ready(self) -> bool:
        try:
            return await answers(self.bootstrap)
        except (OSError, TimeoutError):
            return False
