"""Runs the suite in the foreground of a terminal: says where it is, imports what it was told to, ends on a signal."""

import asyncio
import os
import signal
import sys
import time
import webbrowser
from pathlib import Path

import typer
import uvloop

from aegis_chassis.database.bootstrap import BootstrapFailed
from aegis_chassis.database.embedded import ServerTrouble
from aegis_chassis.database.migrations import MigrationFailed
from aegis_chassis.observability.logs import configure_logs
from aegis_chassis.settings.loading import SettingsError
from aegis_chassis.web.server import Server, ServerSettings
from aegis_client.cli.imports import import_all
from aegis_client.cli.session import FAILED, USAGE, err, failures_told
from aegis_client.http import AegisClient
from aegis_client.servers import RunningServer, say_running, stop_saying
from aegis_identity.bootstrap.settings import IdentitySettings
from aegis_standalone.local_token import local_token
from aegis_standalone.suite import running_suite

LOG = "aegis.log"


def run_in_foreground(folder: Path, host: str, port: int, import_path: Path | None, *, open_browser: bool) -> None:
    """Until SIGTERM or SIGINT. Ends the command with a reason when the suite cannot be started."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # The log goes to a file, so that the terminal is left to what people want to know.
    with (folder / LOG).open("a") as log:
        configure_logs(level=os.environ.get("AEGIS_LOG_LEVEL", "info").upper(), stream=log)
        try:
            uvloop.run(_up(folder, host, port, import_path, open_browser=open_browser))
        except SettingsError as error:
            err.print(str(error))
            raise typer.Exit(USAGE) from error
        except (OSError, ServerTrouble, BootstrapFailed, MigrationFailed) as error:
            err.print(f"[red]Cannot start:[/red] {error}")
            raise typer.Exit(FAILED) from error


async def _up(folder: Path, host: str, port: int, import_path: Path | None, *, open_browser: bool) -> None:
    began = time.monotonic()
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with running_suite(folder, url=f"http://{host}:{port}") as suite:
        on_stop = [stop for service in suite.services.values() for stop in service.on_stop]
        server = Server(suite.app, ServerSettings(host=host, port=port), on_stop=on_stop)
        serving = asyncio.create_task(server.run())
        url = f"http://{server.host}:{server.port}"
        identity = suite.settings["identity"]
        admin_email = identity.admin_email if isinstance(identity, IdentitySettings) else ""
        token = await local_token(suite.services["identity"], folder, admin_email)
        say_running(folder, RunningServer(url=url, token=token, pid=os.getpid()))
        err.print(f"Aegis is ready on [bold]{url}[/bold] after {time.monotonic() - began:.1f} s.")
        err.print(f"Data and log are in {folder}. Ctrl+C ends it.")
        sys.stderr.flush()
        try:
            if open_browser:
                await asyncio.to_thread(webbrowser.open, url)
            if import_path is not None:
                await asyncio.to_thread(_import, url, token, import_path)
            ending = asyncio.create_task(stopping.wait())
            await asyncio.wait({serving, ending}, return_when=asyncio.FIRST_COMPLETED)
            ending.cancel()
        finally:
            stop_saying(folder)
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)


def _import(url: str, token: str | None, path: Path) -> None:
    try:
        with AegisClient(url, token) as client, failures_told():
            if not import_all(client, path):
                err.print("Some of it was not imported; Aegis goes on.")
    except typer.Exit:
        err.print("The import failed; Aegis goes on.")
