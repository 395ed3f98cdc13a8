"""``aegis import``: runs imports and tells what came of them."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from aegis_client.cli.session import FAILED, USAGE, AsJson, Server, connected, err, out, say_json, shows_progress
from aegis_client.http import AegisClient
from aegis_client.recognise import importable

ENDED = {"applied", "failed", "cancelled", "held", "previewed"}
POLL_SECONDS = 0.2
PROBLEMS_SHOWN = 20


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
        Path | None, typer.Option("--all", help="Recognise and import each file in a folder.")
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
            runs = import_all(client, everything_in, dry_run=dry_run, wait=wait)
        elif source is None:
            err.print("Name a SOURCE, or a folder with --all.")
            raise typer.Exit(USAGE)
        else:
            runs = [import_one(client, source, file, dry_run=dry_run, wait=wait)]
        if as_json:
            say_json(runs)
        else:
            for run in runs:
                tell(client, run)
        if any(run["state"] in {"failed", "cancelled"} for run in runs):
            raise typer.Exit(FAILED)


def import_all(client: AegisClient, path: Path, *, dry_run: bool = False, wait: bool = True) -> list[Any]:
    """Imports every recognised file of `path` (a file or a folder), one after the other. The runs."""
    if not path.exists():
        err.print(f"{path} does not exist.")
        raise typer.Exit(USAGE)
    found = list(importable(path))
    if not found:
        err.print(f"{path} holds nothing that looks like a known data source.")
        raise typer.Exit(FAILED)
    return [import_one(client, source, str(file), dry_run=dry_run, wait=wait) for file, source in found]


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


def tell(client: AegisClient, run: Any) -> None:
    """The closing table of a run: counts by kind, then its problems."""
    release = f" {run['release']}" if run.get("release") else ""
    seconds = f" in {run['duration_seconds']:.1f} s" if run.get("duration_seconds") is not None else ""
    table = Table(title=f"{run.get('source_name', run['id'])}{release}: {run['state']}{seconds}", title_justify="left")
    columns = ("read", "new", "changed", "unchanged", "withdrawn", "skipped")
    table.add_column("kind")
    for column in columns:
        table.add_column(column, justify="right")
    for kind, counts in sorted(run["counts"].items()):
        table.add_row(kind, *(str(counts[column]) for column in columns))
    out.print(table)
    if run.get("error"):
        err.print(f"[red]{run['error']}[/red]")
    if run["problems_count"]:
        problems = client.get(f"/import-runs/{run['id']}/problems", limit=PROBLEMS_SHOWN).json["items"]
        for problem in problems:
            place = f"{problem['file']}:{problem['line']}" if problem.get("line") else problem["file"]
            err.print(f"  {place}: {problem['reason']}")
        if run["problems_count"] > len(problems):
            err.print(f"  and {run['problems_count'] - len(problems)} more")
