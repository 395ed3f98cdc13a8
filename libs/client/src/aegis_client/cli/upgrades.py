"""``aegis upgrade``: what becomes of each technique when ATT&CK is upgraded, and what people decide about it."""

from typing import Annotated, Any

import typer
from rich.table import Table

from aegis_client.cli.imports import import_one
from aegis_client.cli.session import FAILED, USAGE, AsJson, Server, connected, err, out, say_json
from aegis_client.http import AegisClient

Upgrade = Annotated[str, typer.Argument(help="Id of the upgrade, or its domain for the newest one.")]
DOMAINS = ("enterprise", "mobile", "ics")


def register(app: typer.Typer) -> None:
    """Adds the commands to `app`."""
    group = typer.Typer(name="upgrade", no_args_is_help=True, help="Upgrades of ATT&CK: preview, decide, undo, apply.")
    for command in (preview, show, apply, decide, undo):
        group.command(command.__name__)(command)
    app.add_typer(group)


def preview(
    source: Annotated[str, typer.Argument(help="Data source, such as attack-enterprise.")],
    file: Annotated[str | None, typer.Argument(help="File or URL; else the source's own URL.")] = None,
    *,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """Reads a release without applying it, and shows what it would change."""
    with connected(server) as client:
        run = import_one(client, source, file, dry_run=True, wait=True)
        if run["state"] != "previewed":
            err.print(f"[red]{run['state']}[/red]: {run['error'] or ''}")
            raise typer.Exit(FAILED)
        found = [one for one in client.pages("/attack-upgrades", state="previewed") if one["run_id"] == run["id"]]
        if not found:
            release = f" {run['release']}" if run["release"] else ""
            err.print(f"{source}{release} is no upgrade: only another release of what is here of ATT&CK is one.")
            return
        _show(client, found[0], as_json=as_json, outcome=("to_decide", "carried"))


def show(
    upgrade: Upgrade,
    *,
    outcome: Annotated[
        list[str] | None, typer.Option(help="added, unchanged, changed, carried, to_decide; several are possible.")
    ] = None,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """One upgrade, by default with what is carried and what is to decide."""
    with connected(server) as client:
        _show(client, _found(client, upgrade), as_json=as_json, outcome=tuple(outcome or ("to_decide", "carried")))


def apply(upgrade: Upgrade, *, server: Server = None, as_json: AsJson = False) -> None:
    """Applies what was previewed."""
    with connected(server) as client:
        _act(client, _found(client, upgrade), "apply", None, as_json=as_json)


def decide(
    upgrade: Upgrade,
    technique: Annotated[str, typer.Argument(help="The technique that is left, such as T1562.001.")],
    target: Annotated[str, typer.Argument(help="The technique to go to.")],
    *,
    test: Annotated[list[str] | None, typer.Option(help="Only these tests go there: their ids.")] = None,
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """Says where what points to a technique goes."""
    body = {"technique": technique, "target": target, "tests": test or "all", "reason": reason}
    with connected(server) as client:
        _act(client, _found(client, upgrade), "decisions", body, as_json=as_json)


def undo(
    upgrade: Upgrade,
    technique: Annotated[str, typer.Argument(help="The technique that was decided on, or the decision's id.")],
    *,
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """Takes back what was decided last on a technique."""
    with connected(server) as client:
        found = _found(client, upgrade)
        made = client.pages(f"/attack-upgrades/{found['id']}/decisions")
        decided = [one for one in made if one["undone_at"] is None and technique in _names(one)]
        if not decided:
            err.print(f"Nothing that stands was decided on {technique} in this upgrade.")
            raise typer.Exit(FAILED)
        _act(client, found, f"decisions/{decided[0]['id']}/undo", {"reason": reason}, as_json=as_json)


def _names(decision: Any) -> tuple[str, ...]:
    technique = decision["technique"]
    return (decision["id"], decision["technique_id"], technique["attack_id"] if technique else "")


def _found(client: AegisClient, upgrade: str) -> Any:
    if upgrade not in DOMAINS:
        return client.get(f"/attack-upgrades/{upgrade}").json
    newest = client.get("/attack-upgrades", domain=upgrade, limit=1).json["items"]
    if not newest:
        err.print(f"There is no upgrade of {upgrade}.")
        raise typer.Exit(USAGE)
    return newest[0]


def _act(client: AegisClient, upgrade: Any, path: str, body: Any, *, as_json: bool) -> None:
    there = client.get(f"/attack-upgrades/{upgrade['id']}")
    answer = client.post(f"/attack-upgrades/{upgrade['id']}/{path}", body, version=there.etag).json
    if as_json:
        say_json(answer)
    else:
        out.print(_line(answer))


def _show(client: AegisClient, upgrade: Any, *, as_json: bool, outcome: tuple[str, ...]) -> None:
    techniques = list(client.pages(f"/attack-upgrades/{upgrade['id']}/techniques", outcome=list(outcome)))
    if as_json:
        say_json({**upgrade, "techniques": techniques})
        return
    out.print(_line(upgrade))
    table = Table()
    for column in ("technique", "outcome", "leads to", "ours"):
        table.add_column(column)
    for one in techniques:
        successor = one["successor"]
        decided = [row["target"]["attack_id"] for row in one["decisions"] if row["target"]]
        named = ", ".join(decided) or (successor["attack_id"] if successor else "")
        ours = ", ".join(f"{count} {kind}" for kind, count in one["ours"].items())
        said = f"{one['outcome']} ({one['why']})" if one["why"] else one["outcome"]
        table.add_row(f"{one['attack_id']} {one['name']}", said, named, ours)
    out.print(table)


def _line(upgrade: Any) -> str:
    counts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in upgrade["counts"].items())
    releases = f"{upgrade['from_release']} to {upgrade['to_release']}"
    return f"[bold]{upgrade['domain']} {releases}[/bold] {upgrade['state']} ({upgrade['id']}): {counts}"
