"""``aegis coverage``, ``aegis score`` and ``aegis layer``: what people ask most."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from aegis_client.cli.session import AsJson, Server, connected, err, out, say_json


def register(app: typer.Typer) -> None:
    """Adds the commands to `app`."""
    app.command("coverage")(coverage)
    app.command("score")(score)
    app.command("layer")(layer)


def coverage(*, server: Server = None, as_json: AsJson = False) -> None:
    """How much of what concerns us is proven, tested, untested."""
    with connected(server) as client:
        answer = client.get("/coverage").json
    if as_json:
        say_json(answer)
        return
    total = answer["total"]
    table = Table(title=f"{total['in_scope']} techniques in scope", title_justify="left")
    table.add_column("status")
    table.add_column("techniques", justify="right")
    for status, count in total["by_status"].items():
        table.add_row(status, str(count))
    out.print(table)
    out.print(f"tested {total['tested']}, untested {total['untested']}, excluded {len(answer['exclusions'])}")


def score(
    technique: Annotated[
        str | None, typer.Argument(help="ATT&CK id, such as T1059.001; else the organisation.")
    ] = None,
    *,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """The score of the organisation, or of one technique with what it is made of."""
    with connected(server) as client:
        if technique is None:
            answer = client.get("/scores/organisation").json
        else:
            answer = client.get(f"/scores/techniques/{technique}/explanation").json
    if as_json:
        say_json(answer)
        return
    shown = "not known yet" if answer["displayed"] is None else f"{answer['displayed']:.1f}"
    out.print(f"{technique or 'organisation'}: [bold]{shown}[/bold]")
    if technique is None:
        return
    out.print(f"proven {answer['proven']:.1f}, assumed {answer['assumed']:.1f}, status {answer['status']}")
    table = Table()
    for column in ("factor", "value", "weight", "points"):
        table.add_column(column, justify="left" if column == "factor" else "right")
    for factor in answer["factors"]:
        if factor["applies"]:
            row = (f"{factor['value']:.3f}", f"{factor['weight']:g}", f"{factor['points']:.1f}")
        else:
            row = ("does not apply", "-", "-")
        table.add_row(factor["name"], *row)
    out.print(table)


def layer(
    kind: Annotated[str, typer.Argument(help="coverage or score.")],
    *,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File to write; else standard output.")] = None,
    domain: Annotated[str, typer.Option(help="enterprise, mobile or ics.")] = "enterprise",
    server: Server = None,
) -> None:
    """An ATT&CK Navigator layer."""
    with connected(server) as client:
        content = client.get(f"/layers/{kind}", domain=domain).content
    if output is None:
        typer.echo(content.decode())
        return
    output.write_bytes(content)
    err.print(f"{output}: {len(content)} bytes")
