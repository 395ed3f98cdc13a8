"""What came of imports, as tables: one run by kind of entry, or many runs with their totals."""

from collections.abc import Sequence
from typing import Any

from rich.markup import escape
from rich.table import Table

from aegis_client.cli.session import err, out
from aegis_client.http import AegisClient
from aegis_client.recognise import LeftOut

WIDE = 110
"""Columns that all counts of many runs need."""
COUNTS = ("read", "new", "changed", "unchanged", "withdrawn", "skipped")
PROBLEMS_SHOWN = 20
SAMPLES_SHOWN = 10
_STATES = {"failed": "red", "refused": "red", "cancelled": "yellow", "held": "yellow"}


def whole_of(run: Any) -> dict[str, int]:
    """A run's counts, all kinds together."""
    return {name: sum(counts[name] for counts in run["counts"].values()) for name in COUNTS}


def totals_of(runs: Sequence[Any]) -> dict[str, int]:
    """The counts of all runs together, and their problems."""
    each = [whole_of(run) for run in runs]
    return {name: sum(one[name] for one in each) for name in COUNTS} | {
        "problems": sum(run["problems_count"] for run in runs)
    }


def tell_all(runs: Sequence[Any], left_out: Sequence[LeftOut], seconds: float) -> None:
    """The closing table of several runs, with totals; then what failed and why, and what was left out and why. On a
    narrow terminal counts that are zero for all are left out, so that none is cut."""
    table = Table(show_footer=True)
    totals = totals_of(runs)
    shown = [name for name in COUNTS if out.width >= WIDE or totals[name] or name == "read"]
    table.add_column("source", footer="all", no_wrap=True)
    table.add_column("state", footer="", no_wrap=True)
    for name in shown:
        table.add_column(name, justify="right", footer=f"{totals[name]:,}")
    table.add_column("seconds", justify="right", footer=f"{seconds:.1f}")
    if problems := out.width >= WIDE or totals["problems"] > 0:
        table.add_column("problems", justify="right", footer=f"{totals['problems']:,}")
    for run in runs:
        counts = whole_of(run)
        table.add_row(
            run["source_name"],
            _state(run["state"]),
            *(f"{counts[name]:,}" for name in shown),
            f"{run['duration_seconds']:.1f}" if run.get("duration_seconds") is not None else "-",
            *([f"{run['problems_count']:,}"] if problems else []),
        )
    out.print(table)
    if missing := [name for name in COUNTS if name not in shown]:
        out.print(f"Nothing is {', '.join(missing)}.", style="dim")
    for run in runs:
        _tell_end(run)
    for one in left_out:
        of = f" ({one.source})" if one.source else ""
        err.print(f"not imported: {escape(one.file.name)}{of}: {escape(one.reason)}", style="dim")


def tell(client: AegisClient, run: Any) -> None:
    """The closing table of a run: counts by kind, samples of a dry run or a held one, then its problems."""
    release = f" {run['release']}" if run.get("release") else ""
    seconds = f" in {run['duration_seconds']:.1f} s" if run.get("duration_seconds") is not None else ""
    title = f"{run.get('source_name', run['id'])}{release}: {_state(run['state'])}{seconds}"
    if not run["counts"]:
        out.print(title)
        _tell_end(run)
        _tell_problems(client, run)
        return
    table = Table(title=title, title_justify="left")
    table.add_column("kind")
    for column in COUNTS:
        table.add_column(column, justify="right")
    for kind, counts in sorted(run["counts"].items()):
        table.add_row(kind, *(str(counts[column]) for column in COUNTS))
    if len(run["counts"]) > 1:
        table.add_section()
        table.add_row("all", *(str(count) for count in whole_of(run).values()))
    out.print(table)
    _tell_samples(run)
    _tell_end(run)
    _tell_problems(client, run)


def _tell_samples(run: Any) -> None:
    for class_, samples in run.get("samples", {}).items():
        counted = whole_of(run).get(class_, len(samples))
        out.print(f"{class_} ({len(samples)} of {counted} shown):" if counted else f"{class_}:")
        for one in samples[:SAMPLES_SHOWN]:
            fields = f"  [{', '.join(one['fields'])}]" if one["fields"] else ""
            out.print(f"  {one['kind']}  {one['name']}{fields}", markup=False)
        if len(samples) > SAMPLES_SHOWN:
            out.print(f"  and {len(samples) - SAMPLES_SHOWN} more: --json has them")


def _tell_end(run: Any) -> None:
    if run.get("error"):
        err.print(f"[red]{run['source_name']}: {escape(run['error'])}[/red]")
    if run["state"] == "held":
        reason = run.get("held_reason") or "it would withdraw more than the source's limit."
        err.print(f"[yellow]{run['source_name']} is held:[/yellow] {escape(reason)}")
        err.print(f"  Approve or discard it: POST /api/v1/import-runs/{run['id']}/approve or /discard")


def _tell_problems(client: AegisClient, run: Any) -> None:
    if not run["problems_count"]:
        return
    problems = client.get(f"/import-runs/{run['id']}/problems", limit=PROBLEMS_SHOWN).json["items"]
    for problem in problems:
        place = f"{problem['file']}:{problem['line']}" if problem.get("line") else problem["file"] or "-"
        err.print(f"  {problem['severity']} {place}: {problem['reason']}", markup=False)
    if run["problems_count"] > len(problems):
        err.print(f"  and {run['problems_count'] - len(problems)} more")


def _state(state: str) -> str:
    colour = _STATES.get(state)
    return f"[{colour}]{state}[/]" if colour else state
