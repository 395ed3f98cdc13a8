"""``aegis rules``: which detection rules stand in which of our tools, from the tool's own list."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from aegis_client.cli.session import USAGE, AsJson, Server, connected, err, out, say_json
from aegis_client.http import AegisClient

SHOWN = 20
"""Rows without a rule that are told one by one."""


def register(app: typer.Typer) -> None:
    """Adds the commands to `app`."""
    group = typer.Typer(name="rules", no_args_is_help=True, help="Detection rules and where they are deployed.")
    group.callback()(_several)
    group.command("sync")(sync)
    app.add_typer(group)


def _several() -> None:
    """Keeps the name of the only command."""


def sync(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="CSV or JSON: rule, key, local_id, title, status, ...")
    ],
    *,
    tool: Annotated[str, typer.Option(help="The tool that lists its rules, by name or id.")],
    complete: Annotated[bool, typer.Option("--complete", help="Disable what is not on the list.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would follow.")] = False,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """Takes a tool's own list of its rules. The same list again changes nothing."""
    media_type = "application/json" if file.suffix.lower() == ".json" else "text/csv"
    with connected(server) as client:
        answer = client.send_table(
            "/detection-rules/deployments/sync",
            file.read_bytes(),
            media_type=media_type,
            tool=_tool(client, tool),
            complete=complete,
            dry_run=dry_run,
        ).json
    if as_json:
        say_json(answer)
        return
    table = Table(title="would follow" if dry_run else "done", title_justify="left")
    counts = ("rows", "new", "changed", "unchanged", "disabled", "unknown")
    for name in counts:
        table.add_column(name, justify="right")
    table.add_row(*(str(answer[name]) for name in counts))
    out.print(table)
    for row in answer["unknown_rows"][:SHOWN]:
        err.print(f"line {row['line']}: {row['why']}: {row['named']}", markup=False)
    if answer["unknown"] > SHOWN:
        err.print(f"and {answer['unknown'] - SHOWN} more without a rule")


def _tool(client: AegisClient, named: str) -> str:
    """The tool's id. Ends with code 2 where none is called so."""
    tools: list[dict[str, Any]] = list(client.pages("/tools"))
    for one in tools:
        if named in (one["id"], one["name"]) or named.lower() == one["name"].lower():
            found: str = one["id"]
            return found
    err.print(
        f"No tool is called {named}; there are: {', '.join(one['name'] for one in tools) or 'none'}.", markup=False
    )
    raise typer.Exit(USAGE)
