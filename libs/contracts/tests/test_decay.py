"""A published score is the same line for everybody who evaluates it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_contracts.decay import Decaying, ScoreFormula, score_at

AT = datetime(2026, 1, 1, tzinfo=UTC)


def test_points_halve_with_their_half_life() -> None:
    formula = ScoreFormula(at=AT, steady=40, decaying=(Decaying(15, 90),))
    assert score_at(formula, AT) == 55
    assert score_at(formula, AT + timedelta(days=90)) == pytest.approx(47.5)


def test_before_its_beginning_a_formula_says_what_it_says_at_its_beginning() -> None:
    formula = ScoreFormula(at=AT, steady=40, decaying=(Decaying(15, 90),))
    assert score_at(formula, AT - timedelta(days=1)) == 55


def test_per_day_takes_whole_days_and_stops_at_nothing() -> None:
    formula = ScoreFormula(at=AT, steady=10, per_day=1)
    assert score_at(formula, AT + timedelta(hours=47)) == 9
    assert score_at(formula, AT + timedelta(days=20)) == 0


@given(st.floats(0, 100), st.floats(0, 100), st.floats(1, 1000), st.integers(0, 10_000), st.integers(0, 10_000))
def test_time_alone_never_raises_a_score(
    steady: float, points: float, half_life: float, early: int, later: int
) -> None:
    formula = ScoreFormula(at=AT, steady=steady, decaying=(Decaying(points, half_life),))
    first, second = sorted((early, later))
    assert score_at(formula, AT + timedelta(hours=second)) <= score_at(formula, AT + timedelta(hours=first))
