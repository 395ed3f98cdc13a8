"""``make up-distributed``: six services as processes of their own on real Kafka, behind the gateway."""

import argparse
import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import uvloop

from aegis_chassis.observability.logs import configure_logs
from aegis_client.cli.imports import import_all
from aegis_client.http import AegisClient
from aegis_client.servers import RunningServer, say_running, stop_saying
from aegis_distributed.suite import running_suite
from aegis_testkit.processes import NotReady
from aegis_testkit.required import Unavailable


def main() -> int:
    """0 when told to stop, 1 when something could not be started."""
    parser = argparse.ArgumentParser(prog="aegis-distributed", description=__doc__)
    parser.add_argument("--data-dir", type=Path, default=Path(os.environ.get("AEGIS_DATA_DIR", ".aegis-distributed")))
    parser.add_argument("--port", type=int, default=int(os.environ.get("AEGIS_PORT", "8080")))
    parser.add_argument("--import", dest="import_path", type=Path, help="also import what this file or folder holds")
    given = parser.parse_args()
    configure_logs(level="INFO")
    try:
        uvloop.run(_up(given.data_dir.absolute(), given.port, given.import_path))
    except (Unavailable, NotReady, RuntimeError, OSError) as error:
        sys.stderr.write(f"Cannot start: {error}\n")
        return 1
    return 0


async def _up(folder: Path, port: int, import_path: Path | None) -> None:
    began = time.monotonic()
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with running_suite(folder, port=port):
        url = f"http://127.0.0.1:{port}"
        say_running(folder, RunningServer(url=url, pid=os.getpid()))
        sys.stderr.write(f"Aegis is ready on {url} after {time.monotonic() - began:.1f} s; logs are in {folder}.\n")
        sys.stderr.flush()
        try:
            if import_path is not None:
                await asyncio.to_thread(_import, url, import_path)
            await stopping.wait()
        finally:
            stop_saying(folder)


def _import(url: str, path: Path) -> None:
    email, password = os.environ.get("AEGIS_ADMIN_EMAIL"), os.environ.get("AEGIS_ADMIN_PASSWORD")
    if not email or not password:
        sys.stderr.write("To import at the start, set AEGIS_ADMIN_EMAIL and AEGIS_ADMIN_PASSWORD.\n")
        return
    with AegisClient(url) as client:
        client.sign_in(email, password)
        if not import_all(client, path):
            sys.stderr.write("Some of it was not imported; Aegis goes on.\n")


if __name__ == "__main__":
    sys.exit(main())
