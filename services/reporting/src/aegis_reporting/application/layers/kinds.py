"""The kinds of layer there are: what each shows, and how a cell is shaded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aegis_reporting.application.layers.navigator import Gradient, Kind, LegendItem
from aegis_reporting.application.matrix.views import CellView
from aegis_reporting.domain.palette import (
    GRADIENT,
    NOT_EVALUATED_COLOUR,
    STATUS_COLOURS,
    STATUS_VALUES,
    STATUSES,
)

Shade = Callable[[CellView], tuple[float | int | None, str]]
"""The score of a cell in scope (None: unscored) and its colour (empty: the gradient's)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerKind:
    """A kind of layer. `aggregates`: whether a parent shows the mean of its sub-techniques."""

    name: Kind
    title: str
    description: str
    shade: Shade
    gradient: Gradient
    legend: tuple[LegendItem, ...]
    aggregates: bool


def _by_status(cell: CellView) -> tuple[float | int | None, str]:
    return STATUS_VALUES.get(cell.status), STATUS_COLOURS.get(cell.status, NOT_EVALUATED_COLOUR)


def _by_score(cell: CellView) -> tuple[float | int | None, str]:
    """What nothing is known of must not look like what failed: the points are the same, the colour is not."""
    return cell.score, NOT_EVALUATED_COLOUR if cell.score == 0 and not cell.tests else ""


def _words(status: str) -> str:
    value = STATUS_VALUES.get(status)
    return status.replace("_", " ") + (f" ({value})" if value is not None else "")


KINDS: Mapping[Kind, LayerKind] = {
    "coverage": LayerKind(
        name="coverage",
        title="Coverage",
        description="Coverage status of each technique: what was proven by validated tests.",
        shade=_by_status,
        gradient=Gradient(GRADIENT),
        legend=tuple(LegendItem(_words(status), STATUS_COLOURS[status]) for status in STATUSES),
        aggregates=False,
    ),
    "score": LayerKind(
        name="score",
        title="Score",
        description="Score of each technique, 0 to 100: proven by tests, and assumed from rules and defences.",
        shade=_by_score,
        gradient=Gradient(GRADIENT),
        legend=(
            LegendItem("100 points", GRADIENT[2]),
            LegendItem("50 points", GRADIENT[1]),
            LegendItem("0 points", GRADIENT[0]),
            LegendItem("not evaluated", NOT_EVALUATED_COLOUR),
        ),
        aggregates=True,
    ),
}
