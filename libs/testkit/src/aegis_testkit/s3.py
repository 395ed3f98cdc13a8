"""A real S3 server for tests and trials: versitygw, which refuses what S3 refuses.

In order: the server that `AEGIS_TEST_S3_ENDPOINT` names (with `AEGIS_TEST_S3_ACCESS_KEY` and `.._SECRET_KEY`), a
container where a Docker engine answers, a binary that Go builds once (a minute) and that is kept in the cache.
By itself: ``python -m aegis_testkit.s3 --folder .aegis/s3 --port 19000`` runs one until stopped.
"""

import argparse
import asyncio
import contextlib
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aioboto3
from botocore.config import Config

from aegis_testkit.cache import cache_folder, file_lock
from aegis_testkit.kafka_container import docker_answers
from aegis_testkit.processes import NotReady, ServerProcess, free_port
from aegis_testkit.required import Unavailable

VERSION = "1.8.0"
IMAGE = f"ghcr.io/versity/versitygw:v{VERSION}"
_MODULE = f"github.com/versity/versitygw/cmd/versitygw@v{VERSION}"
_IN_CONTAINER = (
    "mkdir -p /tmp/metadata /tmp/versions /tmp/data && exec versitygw --port :7070 --quiet "
    "posix --sidecar /tmp/metadata --versioning-dir /tmp/versions /tmp/data"
)
ENDPOINT, ACCESS_KEY, SECRET_KEY = (
    "AEGIS_TEST_S3_ENDPOINT",
    "AEGIS_TEST_S3_ACCESS_KEY",
    "AEGIS_TEST_S3_SECRET_KEY",
)
REGION = "us-east-1"


@lru_cache
def _session() -> Any:
    """One a process: it reads the description of the service, which takes half a second."""
    return aioboto3.Session()


@dataclass(frozen=True, slots=True)
class S3Server:
    """A running server and its root's keys."""

    endpoint: str
    access_key: str = "for-tests"
    secret_key: str = "for-tests-alone"
    region: str = REGION

    @asynccontextmanager
    async def client(self, **other: str) -> AsyncIterator[Any]:
        """A client of the SDK; `other` replaces fields of ours (a wrong key)."""
        login = {
            "aws_access_key_id": other.get("access_key", self.access_key),
            "aws_secret_access_key": other.get("secret_key", self.secret_key),
            "region_name": self.region,
        }
        config = Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1}, signature_version="s3v4")
        async with _session().client("s3", endpoint_url=self.endpoint, config=config, **login) as client:
            yield client

    def url(self, bucket: str) -> str:
        """For `AEGIS_OBJECT_STORE_URL`."""
        return f"s3://{bucket}?endpoint={self.endpoint}&region={self.region}"


@asynccontextmanager
async def s3(*, folder: Path | None = None, port: int | None = None) -> AsyncIterator[S3Server]:
    """The server that is named, else one of our own, which ends with this. Raises `Unavailable` with what was tried.

    With `folder` it is a native one that keeps its data there.
    """
    if folder is None and (given := os.environ.get(ENDPOINT)):
        yield S3Server(given, os.environ.get(ACCESS_KEY, "for-tests"), os.environ.get(SECRET_KEY, "for-tests-alone"))
        return
    tried: list[str] = []
    if folder is None and await asyncio.to_thread(docker_answers):
        try:
            async with _container() as server:
                yield server
            return
        except Unavailable as missing:
            tried.append(str(missing))
    try:
        binary = await versitygw()
    except Unavailable as missing:
        raise Unavailable("; ".join([*tried, f"S3: {missing}", f"or set {ENDPOINT}"])) from missing
    with contextlib.ExitStack() as stack:
        place = folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="aegis-s3-")))
        async with _native(binary, place, port or free_port()) as server:
            yield server


async def versitygw() -> Path:
    """The server's binary: from the cache, or built now. Raises `Unavailable`."""
    folder = cache_folder() / f"versitygw-{VERSION}"
    binary = folder / "versitygw"
    folder.mkdir(exist_ok=True)
    async with file_lock(folder / "lock"):
        if not await asyncio.to_thread(binary.exists):
            await _build(folder)
    return binary


async def _build(folder: Path) -> None:
    go = shutil.which("go")
    if go is None:
        raise Unavailable("no Go to build versitygw with: install Go >= 1.23")
    aside = folder / "building"
    process = await asyncio.create_subprocess_exec(
        *(go, "install", _MODULE),
        env=os.environ | {"GOBIN": str(aside), "GOFLAGS": "-trimpath", "CGO_ENABLED": "0"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    if process.returncode != 0:
        raise Unavailable(f"building versitygw failed: {said.decode(errors='replace')[-500:]}")
    (aside / "versitygw").rename(folder / "versitygw")
    aside.rmdir()


@asynccontextmanager
async def _native(binary: Path, folder: Path, port: int) -> AsyncIterator[S3Server]:
    """Its folders lie beside each other; without one for metadata, multipart and conditional puts fail."""
    server = S3Server(f"http://127.0.0.1:{port}")
    paths = {name: folder / name for name in ("data", "metadata", "versions")}
    for path in paths.values():
        path.mkdir(parents=True, exist_ok=True)
    process = ServerProcess(
        "versitygw",
        [
            *(binary, "--port", f"127.0.0.1:{port}", "--quiet"),
            *("posix", "--sidecar", paths["metadata"], "--versioning-dir", paths["versions"], paths["data"]),
        ],
        log=folder / "versitygw.log",
        env=_environment(server),
    )
    process.start()
    try:
        await process.ready(lambda: answers(server.endpoint))
    except NotReady as error:
        raise Unavailable(f"S3: {error}") from error
    try:
        yield server
    finally:
        await process.stop(grace=2)


@asynccontextmanager
async def _container() -> AsyncIterator[S3Server]:
    from testcontainers.core.container import DockerContainer

    container = DockerContainer(IMAGE).with_exposed_ports(7070).with_kwargs(entrypoint=["sh", "-c"])
    container = container.with_command([_IN_CONTAINER])
    for name, value in _environment(S3Server("")).items():
        container = container.with_env(name, value)
    try:
        await asyncio.to_thread(container.start)
        server = S3Server(f"http://{container.get_container_host_ip()}:{container.get_exposed_port(7070)}")
        async with asyncio.timeout(30):
            while not await answers(server.endpoint):  # noqa: ASYNC110  # a server in a container sends no event
                await asyncio.sleep(0.1)
    except Exception as error:  # the engine, the registry, the network: it cannot be had from there
        await asyncio.to_thread(container.stop)
        raise Unavailable(f"the container {IMAGE} did not start: {error}") from error
    try:
        yield server
    finally:
        await asyncio.to_thread(container.stop)


def _environment(server: S3Server) -> Mapping[str, str]:
    return {"ROOT_ACCESS_KEY": server.access_key, "ROOT_SECRET_KEY": server.secret_key}


async def answers(endpoint: str) -> bool:
    """Whether HTTP is spoken there."""
    address = urlsplit(endpoint)
    try:
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
    except OSError:
        return False
    try:
        writer.write(b"GET / HTTP/1.1\r\nHost: s3\r\nConnection: close\r\n\r\n")
        return (await asyncio.wait_for(reader.read(5), 2)) == b"HTTP/"
    finally:
        writer.close()


async def _run(folder: Path, port: int, bucket: str) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with s3(folder=folder.absolute(), port=port) as server, server.client() as client:
        with contextlib.suppress(client.exceptions.BucketAlreadyOwnedByYou, client.exceptions.BucketAlreadyExists):
            await client.create_bucket(Bucket=bucket)
        sys.stdout.write(f"{server.url(bucket)}\n")
        sys.stdout.flush()
        await stopped.wait()


def main() -> None:
    """Runs one with a bucket until told to stop, and says the URL of the store."""
    parser = argparse.ArgumentParser(prog="python -m aegis_testkit.s3", description=main.__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--bucket", default="aegis")
    given = parser.parse_args()
    try:
        asyncio.run(_run(given.folder, given.port, given.bucket))
    except Unavailable as missing:
        sys.exit(str(missing))


if __name__ == "__main__":
    main()
