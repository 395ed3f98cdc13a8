"""Means, shares, rounding and chains of successions."""

from uuid import UUID

import pytest
from scoring_builders import named

from aegis_scoring.domain.averages import Mean, Scored, average
from aegis_scoring.domain.display import displayed
from aegis_scoring.domain.lines import latest_of_each
from aegis_scoring.domain.shares import share
from aegis_scoring.domain.successions import ends, told_as

A, B, C, D = (UUID(int=number) for number in range(1, 5))


def one(name: str, score: float, *, tested: bool = True, in_scope: bool = True) -> Scored:
    return Scored(technique_id=named(name), score=score, proven=score, assumed=0.0, in_scope=in_scope, tested=tested)


def test_a_mean_has_its_denominators() -> None:
    found = average(
        [one("a", 80), one("b", 0, tested=False), one("c", 50, in_scope=False)], profile={named("a"), named("c")}
    )
    assert (found.in_scope.n, found.in_scope.score) == (2, 40)
    assert (found.tested.n, found.tested.score, found.untested) == (1, 80, 1)
    assert found.in_profile is not None
    assert (found.in_profile.n, found.in_profile.score) == (1, 80)


def test_no_technique_has_no_mean_rather_than_0() -> None:
    assert average([]).in_scope == Mean(0, None, None, None)
    assert average([]).in_profile is None


def test_a_share_has_its_wilson_interval() -> None:
    """Figures of example E15 in domain/reporting.md."""
    found = share(6, 25)
    assert (found.value, found.low, found.high) == (
        0.24,
        pytest.approx(0.1150, abs=5e-5),
        pytest.approx(0.4343, abs=5e-5),
    )
    assert share(10, 10).high == 1.0
    assert share(0, 0).value is None


@pytest.mark.parametrize("points, shown", [(70.25, 70.3), (64.1667, 64.2), (0.05, 0.1), (99.95, 100.0), (0.0, 0.0)])
def test_scores_are_shown_with_one_decimal_half_up(points: float, shown: float) -> None:
    assert displayed(points) == shown


def test_a_chain_of_successions_leads_to_its_end() -> None:
    assert ends({A: B, B: C}) == {A: C, B: C}
    assert told_as([C, D], ends({A: B, B: C})) == {A: C, B: C, C: C, D: D}
    assert told_as([A], ends({A: B})) == {}


def test_a_ring_of_successions_leads_nowhere() -> None:
    assert ends({A: B, B: A, C: A}) == {}


def test_no_results_make_no_lines() -> None:
    assert latest_of_each([]) == []
