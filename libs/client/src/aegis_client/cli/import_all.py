"""Imports every data source that a folder holds: some uploads at a time, then all runs followed by one question."""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from aegis_client.choosing import choose
from aegis_client.cli.import_tables import whole_of
from aegis_client.cli.session import FAILED, USAGE, err, shows_progress
from aegis_client.http import AegisClient
from aegis_client.problem import Problem
from aegis_client.recognise import Found, LeftOut, look_through

UPLOADS = 3
"""Uploads in flight: more would only wait for one another, and for the server's disk."""
POLL_SECONDS = 0.25
LONGEST_LIST = 500
ENDED = {"applied", "failed", "cancelled", "held", "previewed", "refused"}


def import_everything(
    client: AegisClient, path: Path, *, dry_run: bool = False, wait: bool = True
) -> tuple[list[Any], list[LeftOut]]:
    """Imports one file for each data source that `path` (a file or a folder) holds. The runs, in the order in which
    they were asked for, and what was left out. An upload that the server refuses is a run of the state ``refused``."""
    if not path.exists():
        err.print(f"{path} does not exist.")
        raise typer.Exit(USAGE)
    looked = look_through(path)
    if not looked.found:
        err.print(f"{path} holds nothing that looks like a known data source.")
        raise typer.Exit(FAILED)
    with _told(len({one.source for one in looked.found})) as progress, ThreadPoolExecutor(UPLOADS) as pool:
        known = {source["name"] for source in client.pages("/data-sources")}
        # The choice is made first, so that what takes longest to read is the first to be read.
        chosen, not_chosen = choose(looked.found)
        begun = {one.source: pool.submit(_begin, client, one, known, dry_run) for one in chosen}
        runs = _followed(client, begun, progress) if wait else {name: one.result() for name, one in begun.items()}
    return [runs[one.source] for one in chosen], [*looked.left_out, *not_chosen]


def _begin(client: AegisClient, one: Found, known: set[str], dry_run: bool) -> Any:
    """Uploads a file. The run as the server shows it."""
    if one.source not in known:
        return _refused(one, f"The server has no data source {one.source}.")
    try:
        with one.file.open("rb") as content:
            return client.upload(
                f"/data-sources/{one.source}/upload",
                content,
                name=one.file.name,
                dry_run="true" if dry_run else None,
            ).json
    except Problem as problem:
        return _refused(one, problem.body.detail or problem.body.title or str(problem))


def _refused(one: Found, error: str) -> Any:
    return {
        "id": None,
        "source_name": one.source,
        "file_name": one.file.name,
        "state": "refused",
        "counts": {},
        "problems_count": 0,
        "duration_seconds": None,
        "error": error,
    }


def _followed(client: AegisClient, begun: dict[str, "Future[Any]"], progress: "_Progress") -> dict[str, Any]:
    """Asks for all runs at once until every one has ended."""
    runs: dict[str, Any] = {}
    while True:
        for name, future in begun.items():
            if name not in runs and future.done():
                runs[name] = future.result()
        open_ = {run["id"]: name for name, run in runs.items() if run["state"] not in ENDED}
        if open_:
            for run in client.get("/import-runs", limit=min(LONGEST_LIST, 4 * len(begun))).json["items"]:
                if run["id"] in open_:
                    runs[open_.pop(run["id"])] = run
            for id_, name in open_.items():
                runs[name] = client.get(f"/import-runs/{id_}").json
        progress.show(runs)
        if len(runs) == len(begun) and all(run["state"] in ENDED for run in runs.values()):
            return runs
        time.sleep(POLL_SECONDS)


class _Progress:
    """A bar on a terminal; nothing in a pipe."""

    def __init__(self, bar: Progress | None, total: int) -> None:
        self._bar = bar
        self._task = bar.add_task("importing", total=total, now="") if bar is not None else None

    def show(self, runs: dict[str, Any]) -> None:
        """How many have ended, what is being read, and how many entries have come in."""
        if self._bar is None or self._task is None:
            return
        ended = sum(run["state"] in ENDED for run in runs.values())
        read = sum(whole_of(run)["read"] for run in runs.values())
        busy = [name for name, run in runs.items() if run["state"] in {"reading", "publishing"}]
        self._bar.update(self._task, completed=ended, now=f"{read:,} entries  {', '.join(busy)}")


@contextmanager
def _told(total: int) -> Iterator[_Progress]:
    if not shows_progress():
        yield _Progress(None, total)
        return
    columns = (
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        TextColumn("{task.fields[now]}"),
    )  # fmt: skip
    with Progress(*columns, console=err, transient=True) as bar:
        yield _Progress(bar, total)
