"""From rows to what is shown: scores evaluated, scope decided, counts taken."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from aegis_contracts.decay import score_at
from aegis_reporting.application.matrix.filter import Within
from aegis_reporting.application.matrix.rows import MatrixRows, TechniqueRow
from aegis_reporting.application.matrix.views import CellView, MatrixCounts, MatrixView, TacticView
from aegis_reporting.domain.figures import displayed
from aegis_reporting.domain.palette import STATUSES
from aegis_reporting.domain.scope import why_out

REVIEW_REQUIRED = "review_required"


def matrix_of(rows: MatrixRows, *, as_of: datetime, within: Within = "all") -> MatrixView:
    """The matrix at `as_of`."""
    cells: dict[UUID, CellView] = {}
    tactics = []
    for tactic in rows.tactics:
        column = list(_column(tactic.techniques, cells, as_of, within))
        counting = [cell for cell in column if cell.in_scope]
        tactics.append(
            TacticView(
                id=tactic.id,
                attack_id=tactic.attack_id,
                shortname=tactic.shortname,
                name=tactic.name,
                in_scope=len(counting),
                tested=sum(1 for cell in counting if cell.tests),
                techniques=column,
            )
        )
    shown = {cell.id: cell for tactic in tactics for cell in tactic.techniques}
    return MatrixView(
        domain=rows.domain,
        release=rows.release,
        as_of=as_of,
        counts=_counts(shown.values(), cells=sum(len(tactic.techniques) for tactic in tactics)),
        tactics=tactics,
    )


def cell_of(row: TechniqueRow, as_of: datetime) -> CellView:
    """One technique at `as_of`. Without a word from scoring it is `not_evaluated`, with no points."""
    standing = row.standing
    out = why_out(
        told=standing.in_scope if standing else None,
        domain_ours=row.domain_ours,
        platform_ours=row.platform_ours,
        excluded=row.excluded,
        has_subtechniques=row.has_subtechniques,
    )
    flags = list(standing.flags) if standing else []
    if row.review_required and REVIEW_REQUIRED not in flags:
        flags.append(REVIEW_REQUIRED)
    return CellView(
        id=row.id,
        attack_id=row.attack_id,
        name=row.name,
        parent=row.parent,
        platforms=row.platforms,
        status=standing.status if standing else "not_evaluated",
        flags=flags,
        score=displayed(score_at(standing.formulas.score, as_of)) if standing else 0.0,
        proven=displayed(score_at(standing.formulas.proven, as_of)) if standing else 0.0,
        assumed=displayed(score_at(standing.formulas.assumed, as_of)) if standing else 0.0,
        in_scope=out is None,
        out_of_scope=out,
        tests=standing.tests if standing else 0,
        lines=standing.lines if standing else 0,
        last_tested_at=standing.last_attacked_at if standing else None,
        actors=row.actors,
    )


def _column(
    techniques: Iterable[TechniqueRow], cells: dict[UUID, CellView], as_of: datetime, within: Within
) -> Iterator[CellView]:
    for row in techniques:
        cell = cells.get(row.id)
        if cell is None:
            cell = cells[row.id] = cell_of(row, as_of)
        if within == "all" or cell.in_scope == (within == "in"):
            yield cell


def _counts(shown: Iterable[CellView], *, cells: int) -> MatrixCounts:
    techniques = list(shown)
    counting = [cell for cell in techniques if cell.in_scope]
    statuses = Counter(cell.status for cell in counting)
    return MatrixCounts(
        cells=cells,
        techniques=len(techniques),
        in_scope=len(counting),
        tested=sum(1 for cell in counting if cell.tests),
        by_status={status: statuses[status] for status in STATUSES},
        by_flag=dict(sorted(Counter(flag for cell in counting for flag in cell.flags).items())),
        out_of_scope=dict(sorted(Counter(cell.out_of_scope for cell in techniques if cell.out_of_scope).items())),
    )
