"""``aegis doctor``: what is wrong, and what to do about it."""

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import typer
from rich.table import Table

from aegis_chassis.database.embedded.binaries import find_binaries
from aegis_chassis.database.embedded.troubles import NoServerBinaries
from aegis_client.cli.session import FAILED, AsJson, Server, out, say_json
from aegis_client.http import AegisClient
from aegis_client.problem import Problem, Unreachable
from aegis_client.servers import NoServer, Target, data_folders, find_server

SICK_SOURCES = {
    "held": "A run waits for you: approve or discard it.",
    "failing": "Its last reads failed.",
    "incomplete": "Not all of the last read was readable: look at its problems.",
    "overdue": "It should have been read by now: does a worker run?",
}
MANY_FAILURES = 3
NEEDED_BYTES = 1024 * 1024 * 1024
LEAST_PYTHON = (3, 11)


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing looked at; `advice` says what to do when it is not well."""

    what: str
    state: Literal["well", "warning", "wrong"]
    detail: str
    advice: str = ""


def doctor(
    data_dir: Annotated[Path | None, typer.Option(envvar="AEGIS_DATA_DIR", help="The data folder to look at.")] = None,
    *,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """Look at this machine, the data folder and the server, and say what is wrong."""
    folders = data_folders(os.environ)
    folder = (data_dir or next((one for one in folders if one.exists()), folders[-1])).expanduser()
    findings = [*_machine(folder), *_server(server)]
    if as_json:
        say_json(findings)
    else:
        table = Table()
        for column in ("what", "state", "detail", "what to do"):
            table.add_column(column)
        colours = {"well": "green", "warning": "yellow", "wrong": "red"}
        for one in findings:
            table.add_row(one.what, f"[{colours[one.state]}]{one.state}[/]", one.detail, one.advice)
        out.print(table)
    if any(one.state == "wrong" for one in findings):
        raise typer.Exit(FAILED)


def _machine(folder: Path) -> Iterator[Finding]:
    new_enough = sys.version_info[:2] >= LEAST_PYTHON
    yield Finding(
        what="Python",
        state="well" if new_enough else "wrong",
        detail=platform.python_version(),
        advice="" if new_enough else "Aegis needs Python 3.11 or later.",
    )
    try:
        binaries = find_binaries()
    except NoServerBinaries as error:
        yield Finding(what="PostgreSQL", state="wrong", detail="no server programs found", advice=str(error))
    else:
        yield Finding(what="PostgreSQL", state="well", detail=f"{binaries.major} in {binaries.folder}")
    place = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    free = shutil.disk_usage(place).free
    yield Finding(
        what="disk",
        state="well" if free >= NEEDED_BYTES else "warning",
        detail=f"{free / 1024**3:.1f} GiB free at {place}",
        advice="" if free >= NEEDED_BYTES else "Make room, or choose another folder with --data-dir.",
    )
    if folder.exists():
        mode = folder.stat().st_mode & 0o777
        closed = mode & 0o077 == 0
        yield Finding(
            what="data folder",
            state="well" if closed else "warning",
            detail=f"{folder} ({mode:o})",
            advice="" if closed else f"Others may look into it: chmod 700 {folder}",
        )


def _server(server: str | None) -> Iterator[Finding]:
    try:
        target = find_server(server)
    except NoServer as error:
        yield Finding(what="server", state="warning", detail="none runs", advice=str(error))
        return
    with AegisClient(target.url, target.token, timeout_seconds=5) as client:
        yield from _asked(client, target)


def _asked(client: AegisClient, target: Target) -> Iterator[Finding]:
    try:
        me = client.get("/auth/me").json
    except Unreachable as error:
        yield Finding(what="server", state="wrong", detail=str(error), advice="Start it with `aegis up`.")
        return
    except Problem as problem:
        yield Finding(what="server", state="well", detail=f"{target.url} ({target.found_by})")
        yield Finding(what="sign-in", state="warning", detail=str(problem), advice="Sign in with `aegis login`.")
        return
    yield Finding(what="server", state="well", detail=f"{target.url} ({target.found_by})")
    yield Finding(what="sign-in", state="well", detail=f"{me['name']} ({', '.join(me['roles'])})")
    yield from _sources(client)
    for run in client.get("/import-runs", sort="-requested_at", limit=1).json["items"]:
        failed = run["state"] == "failed"
        yield Finding(
            what="last import",
            state="warning" if failed else "well",
            detail=f"{run['source_name']}: {run['state']}",
            advice=run.get("error") or "" if failed else "",
        )


def _sources(client: AegisClient) -> Iterator[Finding]:
    """A line for each data source that is not well, or one for all."""
    sources = list(client.pages("/data-sources"))
    sick = [one for one in sources if one["health"] in SICK_SOURCES]
    for one in sick:
        age = one["content_age_seconds"]
        last = f"last read to its end {age / 86_400:.1f} days ago" if age is not None else "never read to its end"
        reason = one["last_error"] or "" if one["health"] == "failing" else ""
        yield Finding(
            what=f"source {one['name']}",
            state="wrong" if one["failures_in_a_row"] >= MANY_FAILURES else "warning",
            detail=f"{one['health']}, failures in a row: {one['failures_in_a_row']}, {last}",
            advice=reason or SICK_SOURCES[one["health"]],
        )
    if not sick:
        read = sum(one["last_complete_at"] is not None for one in sources)
        yield Finding(
            what="sources", state="well", detail=f"{read} of {len(sources)} have been read, none is in trouble"
        )
