"""``aegis import``: runs imports and tells what came of them."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from aegis_client.cli.import_all import ENDED, import_everything
from aegis_client.cli.import_tables import tell, tell_all, totals_of
from aegis_client.cli.session import FAILED, USAGE, AsJson, Server, connected, err, say_json, shows_progress
from aegis_client.http import AegisClient
from aegis_client.recognise import look_through

BAD = {"failed", "cancelled", "refused"}
POLL_SECONDS = 0.2


def register(app: typer.Typer) -> None:
    """Adds the command to `app`."""
    app.command("import")(import_)


def import_(
    source: Annotated[str | None, typer.Argument(help="Name of a data source, such as attack-enterprise.")] = None,
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE|URL]", help="What to read; else the source's URL.")
    ] = None,
    *,
    everything_in: Annotated[
        Path | None, typer.Option("--all", help="Recognise each archive in a folder; import each source.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change; change nothing.")] = False,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Wait until the catalogue has it.")] = True,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """Import content from SOURCE: from a file, from a URL, or from where the source says."""
    with connected(server) as client:
        if everything_in is not None:
            if source is not None:
                err.print("Give either a SOURCE or --all.")
                raise typer.Exit(USAGE)
            _everything(client, everything_in, dry_run=dry_run, wait=wait, as_json=as_json)
            return
        if source is None:
            err.print("Name a SOURCE, or a folder with --all.")
            raise typer.Exit(USAGE)
        run = import_one(client, source, file, dry_run=dry_run, wait=wait)
        if as_json:
            say_json([run])
        else:
            tell(client, run)
        if run["state"] in BAD:
            _hint(source, file)
            raise typer.Exit(FAILED)


def _hint(source: str, file: str | None) -> None:
    """Says of a file that could not be imported what it looks like, if that is another source's."""
    if file is None or not Path(file).is_file():
        return
    others = [one.source for one in look_through(Path(file)).found]
    if others and source not in others:
        err.print(f"{file} looks like {', '.join(others)}: aegis import {others[0]} {file}", markup=False)


def _everything(client: AegisClient, path: Path, *, dry_run: bool, wait: bool, as_json: bool) -> None:
    began = time.monotonic()
    runs, left_out = import_everything(client, path, dry_run=dry_run, wait=wait)
    seconds = time.monotonic() - began
    if as_json:
        say_json(
            {
                "runs": runs,
                "totals": totals_of(runs) | {"seconds": round(seconds, 3)},
                "not_imported": [
                    {"file": one.file.name, "source": one.source, "reason": one.reason} for one in left_out
                ],
            }
        )
    else:
        tell_all(runs, left_out, seconds)
    if any(run["state"] in BAD for run in runs):
        raise typer.Exit(FAILED)


def import_all(client: AegisClient, path: Path) -> bool:
    """Imports every recognised file of `path` (a file or a folder) and tells what came of it. Whether all went well."""
    began = time.monotonic()
    runs, left_out = import_everything(client, path)
    tell_all(runs, left_out, time.monotonic() - began)
    return not any(run["state"] in BAD for run in runs)


def import_one(client: AegisClient, source: str, file: str | None, *, dry_run: bool, wait: bool) -> Any:
    """Starts one run and, when `wait`, follows it to its end. The run as the server shows it."""
    run = _start(client, source, file, dry_run=dry_run)
    return follow(client, run["id"], source) if wait else run


def _start(client: AegisClient, source: str, file: str | None, *, dry_run: bool) -> Any:
    if file is None or file.startswith(("http://", "https://")):
        body = {"url": file} if file else {}
        return client.post(f"/data-sources/{source}/{'preview' if dry_run else 'sync'}", body).json
    path = Path(file)
    if not path.is_file():
        err.print(f"{file} is not a file.")
        raise typer.Exit(USAGE)
    with path.open("rb") as content:
        return client.upload(
            f"/data-sources/{source}/upload", content, name=path.name, dry_run="true" if dry_run else None
        ).json


def follow(client: AegisClient, run_id: str, source: str) -> Any:
    """Asks for the run until it has ended."""
    with _told(source) as say:
        while True:
            run = client.get(f"/import-runs/{run_id}").json
            say(run["state"])
            if run["state"] in ENDED:
                return run
            time.sleep(POLL_SECONDS)


class _told:  # noqa: N801  # reads as a word where it is used: `with _told(source) as say`
    """Shows a run's state on a terminal; says nothing in a pipe."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._status = err.status(f"{source}: queued") if shows_progress() else None

    def __enter__(self) -> Callable[[str], None]:
        if self._status is None:
            return lambda state: None
        status = self._status
        status.start()
        return lambda state: status.update(f"{self._source}: {state}")

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()
