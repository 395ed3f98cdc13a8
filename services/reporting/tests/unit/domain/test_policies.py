"""Scope, figures, colours, and cells that a spreadsheet would run."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_reporting.domain.figures import displayed, shown_from
from aegis_reporting.domain.palette import STATUS_COLOURS, STATUS_VALUES, STATUSES
from aegis_reporting.domain.scope import OutOfScope, why_out
from aegis_reporting.domain.spreadsheet import guarded

OURS = {"domain_ours": True, "platform_ours": True, "excluded": False, "has_subtechniques": False}


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_cell_that_begins_like_a_formula_is_guarded(cell: str) -> None:
    assert guarded(cell) == "'" + cell


@given(st.text())
def test_no_guarded_cell_begins_like_a_formula_and_nothing_is_lost(cell: str) -> None:
    shown = guarded(cell)
    assert not shown.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert shown.removeprefix("'") == cell or shown == cell


def test_a_technique_that_scoring_has_not_told_of_is_judged_by_the_same_rules() -> None:
    assert why_out(told=None, **OURS) is None
    assert why_out(told=None, **OURS | {"domain_ours": False}) is OutOfScope.DOMAIN
    assert why_out(told=None, **OURS | {"platform_ours": False}) is OutOfScope.PLATFORM
    assert why_out(told=None, **OURS | {"excluded": True}) is OutOfScope.EXCLUDED
    assert why_out(told=None, **OURS | {"has_subtechniques": True}) is OutOfScope.SUBTECHNIQUES


def test_what_scoring_says_of_the_scope_holds() -> None:
    assert why_out(told=True, **OURS | {"platform_ours": False, "has_subtechniques": True}) is None
    assert why_out(told=False, **OURS | {"platform_ours": False}) is OutOfScope.PLATFORM
    assert why_out(told=False, **OURS) is OutOfScope.SCORING


@pytest.mark.parametrize(
    "points, shown", [(59.5958, 59.6), (70.25, 70.3), (0.05, 0.1), (0.04999, 0.0), (100.0, 100.0), (0.0, 0.0)]
)
def test_points_are_rounded_half_up_to_one_decimal(points: float, shown: float) -> None:
    assert displayed(points) == shown


def test_scores_are_shown_for_the_beginning_of_the_minute() -> None:
    instant = datetime(2026, 11, 24, 12, 30, 59, 999_999, tzinfo=UTC)
    assert shown_from(instant) == datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


def test_every_status_has_a_colour_of_its_own_and_unknown_has_no_value() -> None:
    assert set(STATUS_COLOURS) == set(STATUSES)
    assert len(set(STATUS_COLOURS.values())) == len(STATUSES)
    assert set(STATUS_VALUES) == {"validated", "partial", "not_covered"}
