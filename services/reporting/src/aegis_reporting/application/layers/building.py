"""From a matrix to a layer: every cell once, with what it says, on how many tests, and where to read them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from aegis_reporting.application.layers.kinds import LayerKind
from aegis_reporting.application.layers.navigator import (
    LAYER_VERSION,
    NAVIGATOR_VERSION,
    Filters,
    Layer,
    LayerTechnique,
    Layout,
    Link,
    Metadata,
    Versions,
)
from aegis_reporting.application.matrix.filter import CellFilter
from aegis_reporting.application.matrix.rows import MatrixRows, TestRef
from aegis_reporting.application.matrix.views import CellView, MatrixView

ATTACK_ID = re.compile(r"T\d{4}(\.\d{3})?")
"""What the Navigator knows; techniques of our own have other ids and are left out."""

_OUT = {
    "domain": "its domain is not ours",
    "platform": "none of its platforms is ours",
    "excluded": "excluded by us",
    "scoring": "not counted by scoring",
}
_THROUGH_SUBTECHNIQUES = "Counts through its sub-techniques."


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where links lead: `api` is the public address of ``/api/v1``, without a slash at its end."""

    api: str

    def tests_of(self, attack_id: str) -> str:
        return f"{self.api}/tests?technique={attack_id}"

    def test(self, id_: UUID) -> str:
        return f"{self.api}/tests/{id_}"


def layer_of(kind: LayerKind, matrix: MatrixView, rows: MatrixRows, wanted: CellFilter, addresses: Addresses) -> Layer:
    """The layer of `kind`. Cells out of scope are there, disabled and without a score, so that the file shows what was
    left out; parents that count through their sub-techniques are there, unscored."""
    tests = {row.id: row.tests for tactic in rows.tactics for row in tactic.techniques if row.tests}
    return Layer(
        name=f"Aegis {kind.name}: {matrix.domain}",
        versions=Versions(NAVIGATOR_VERSION, LAYER_VERSION, matrix.release or ""),
        domain=f"{matrix.domain}-attack",
        description=_description(kind, matrix, wanted),
        filters=Filters(wanted.platforms) if wanted.platforms else None,
        layout=Layout(layout="side", show_aggregate_scores=kind.aggregates, aggregate_function="average"),
        techniques=tuple(_techniques(kind, matrix, tests, addresses)),
        gradient=kind.gradient,
        legend_items=kind.legend,
        metadata=_metadata(kind, matrix),
    )


def _techniques(
    kind: LayerKind, matrix: MatrixView, tests: Mapping[UUID, list[TestRef]], addresses: Addresses
) -> Iterator[LayerTechnique]:
    told: dict[UUID, tuple[str, float | int | None, str, tuple[Metadata, ...], tuple[Link, ...]]] = {}
    for tactic in matrix.tactics:
        for cell in tactic.techniques:
            if not ATTACK_ID.fullmatch(cell.attack_id):
                continue
            if cell.id not in told:
                score, color = kind.shade(cell) if cell.in_scope else (None, "")
                told[cell.id] = (
                    _comment(cell),
                    score,
                    color,
                    tuple(_cell_metadata(cell)),
                    tuple(_links(cell, tests.get(cell.id, []), addresses)),
                )
            comment, score, color, metadata, links = told[cell.id]
            yield LayerTechnique(
                technique_id=cell.attack_id,
                tactic=tactic.shortname,
                comment=comment,
                enabled=cell.in_scope or cell.out_of_scope == "subtechniques",
                score=score,
                color=color,
                metadata=metadata,
                links=links,
            )


def _comment(cell: CellView) -> str:
    if cell.out_of_scope == "subtechniques":
        return _THROUGH_SUBTECHNIQUES
    if cell.out_of_scope is not None:
        return f"Out of scope: {_OUT[cell.out_of_scope]}."
    status = cell.status.replace("_", " ").capitalize()
    flags = f" ({', '.join(flag.replace('_', ' ') for flag in cell.flags)})" if cell.flags else ""
    tested = f", last tested {cell.last_tested_at:%Y-%m-%d}" if cell.last_tested_at else ""
    return f"{status}{flags}; n = {cell.tests}{tested}."


def _cell_metadata(cell: CellView) -> Iterator[Metadata]:
    if not cell.in_scope or _is_untouched(cell):
        return
    yield Metadata("Status", cell.status)
    if cell.flags:
        yield Metadata("Flags", ", ".join(cell.flags))
    yield Metadata("Score", f"{cell.score:.1f}")
    yield Metadata("Proven", f"{cell.proven:.1f}")
    yield Metadata("Assumed", f"{cell.assumed:.1f}")
    yield Metadata("Tests", str(cell.tests))
    if cell.last_tested_at:
        yield Metadata("Last tested", _stamp(cell.last_tested_at))


def _is_untouched(cell: CellView) -> bool:
    """Nothing is known of it: its comment says all."""
    return cell.status == "not_evaluated" and not cell.tests and not cell.flags and cell.score == 0


def _links(cell: CellView, tests: list[TestRef], addresses: Addresses) -> Iterator[Link]:
    if not cell.tests:
        return
    yield Link(f"Tests of {cell.attack_id} in Aegis", addresses.tests_of(cell.attack_id))
    for test in tests:
        result = f", {test.result.replace('_', ' ')}" if test.result else ""
        day = f", {test.attacked_at:%Y-%m-%d}" if test.attacked_at else ""
        yield Link(f"Test {test.number}: {test.procedure}{result}{day}", addresses.test(test.id))


def _description(kind: LayerKind, matrix: MatrixView, wanted: CellFilter) -> str:
    counts = matrix.counts
    asked = {
        "platform": wanted.platforms,
        "tactic": wanted.tactics,
        "status": wanted.statuses,
        "actor": wanted.actors,
        "scope": () if wanted.scope == "all" else (wanted.scope,),
    }
    limits = "; ".join(f"{name}: {', '.join(values)}" for name, values in asked.items() if values)
    return (
        f"{kind.description} As of {_stamp(matrix.as_of)}. "
        f"{counts.in_scope} of {counts.techniques} techniques in scope, {counts.tested} of them tested."
        + (f" Limited to {limits}." if limits else "")
    )


def _metadata(kind: LayerKind, matrix: MatrixView) -> tuple[Metadata, ...]:
    counts = matrix.counts
    said = {
        "Layer": kind.name,
        "As of": _stamp(matrix.as_of),
        "ATT&CK release": matrix.release or "unknown",
        "Techniques": str(counts.techniques),
        "In scope": str(counts.in_scope),
        "Tested": str(counts.tested),
        **{f"Out of scope, {why}": str(count) for why, count in counts.out_of_scope.items()},
        **{f"Status {status}": str(count) for status, count in counts.by_status.items()},
    }
    return tuple(Metadata(name, value) for name, value in said.items())


def _stamp(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
