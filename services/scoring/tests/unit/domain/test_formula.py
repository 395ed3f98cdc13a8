"""A published formula says what the score function says, at every instant until it ends."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scoring_builders import DEFAULT, NOW, ago, fired, inputs, line, named
from scoring_cases import as_inputs, configuration, settings_, situations
from scoring_reference import Settings, Situation

from aegis_contracts.decay import Decaying, ScoreFormula, score_at
from aegis_scoring.domain.assessment import assess
from aegis_scoring.domain.configuration import Configuration, Override, Preset, preset
from aegis_scoring.domain.formula import Formula
from aegis_scoring.domain.scope import Exclusion, Scope, Technique
from aegis_scoring.domain.technique_inputs import TechniqueInputs, Work

TECHNIQUE = Technique(id=named("technique"), platforms=("Windows",))
INSTANT = timedelta(microseconds=1)
shares = st.one_of(st.floats(0, 1), st.just(1.0))


def published(formula: Formula) -> ScoreFormula:
    return ScoreFormula(
        at=formula.at,
        steady=formula.steady,
        decaying=tuple(Decaying(part.points, part.half_life_days) for part in formula.decaying),
        per_day=formula.per_day,
        valid_until=formula.valid_until,
    )


def holds(of: TechniqueInputs, by: Configuration, share: float, scope: Scope | None = None) -> None:
    """Compares the formulas with the score function at `share` of the way to their end, and at their last instant."""
    scope = scope or Scope()
    now = assess(TECHNIQUE, of, scope, by, NOW)
    end = now.formulas.score.valid_until or NOW + timedelta(days=3000)
    assert end > NOW
    last = end - INSTANT
    for instant in (NOW, NOW + (last - NOW) * share, last):
        then = assess(TECHNIQUE, of, scope, by, instant)
        for part in ("score", "proven", "assumed"):
            formula: Formula = getattr(now.formulas, part)
            expected = pytest.approx(getattr(then.breakdown, part), abs=1e-9)
            assert score_at(published(formula), instant) == expected
            assert formula.points_at(instant) == expected
        assert (then.status, then.flags, then.in_scope) == (now.status, now.flags, now.in_scope)


@settings(max_examples=200, deadline=None)
@given(situations, settings_, shares, st.sampled_from([None, "Linux"]))
def test_a_formula_holds_at_every_instant_until_it_ends(
    situation: Situation, by: Settings, share: float, stricter_on: str | None
) -> None:
    by_configuration = configuration(by)
    if stricter_on:
        override = Override(platform=stricter_on, half_life_days=by.half_life / 3, expires_days=by.expires / 2)
        by_configuration = replace(by_configuration, overrides=(override,))
    holds(as_inputs(situation), by_configuration, share)


@settings(max_examples=200, deadline=None)
@given(situations, shares, st.floats(-2, 400))
def test_a_formula_of_the_seed_preset_holds_too(situation: Situation, share: float, approved: float) -> None:
    work = Work(validated=3, proven=1, red_approved_at=ago(approved))
    holds(replace(as_inputs(situation), work=work), preset(Preset.SEED), share)


@given(shares)
def test_a_formula_ends_with_an_exclusion(share: float) -> None:
    scope = Scope(exclusions=(Exclusion(technique_id=TECHNIQUE.id, reason="", until=date(2026, 12, 1)),))
    holds(inputs(line("detected")), DEFAULT, share, scope)
    ends = assess(TECHNIQUE, inputs(), scope, DEFAULT, NOW).formulas.score.valid_until
    assert ends == datetime(2026, 12, 2, tzinfo=UTC)


def test_a_formula_ends_when_the_first_line_expires() -> None:
    of = inputs(line("detected", 300, procedure="a"), line("not_detected", 350, procedure="b"))
    ends = assess(TECHNIQUE, of, Scope(), DEFAULT, NOW).formulas.score.valid_until
    assert ends == ago(350) + timedelta(days=365) + INSTANT


def test_a_formula_ends_when_a_rule_last_fired_too_long_ago() -> None:
    of = inputs(line("detected", 0), rules=(fired(364),))
    ends = assess(TECHNIQUE, of, Scope(), DEFAULT, NOW).formulas.score.valid_until
    assert ends == ago(364) + timedelta(days=365) + INSTANT


def test_nothing_known_is_a_formula_without_end() -> None:
    formulas = assess(TECHNIQUE, inputs(), Scope(), DEFAULT, NOW).formulas
    assert formulas.score == Formula(at=NOW, steady=0.0)


@given(shares, st.integers(1, 5))
def test_an_attack_that_a_faster_clock_has_in_the_future_does_not_fade_yet(share: float, minutes: int) -> None:
    of = inputs(line("detected", -minutes / 1440), line("prevented", 3, procedure="b"))
    holds(of, DEFAULT, share)
