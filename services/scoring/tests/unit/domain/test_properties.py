"""The properties I1 to I6 of domain/scoring.md, over generated situations, and equality with the slow reference."""

from copy import deepcopy
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scoring_builders import NOW, ago, defences, fired, inputs, line
from scoring_cases import as_inputs, configuration, keys, later, rules, settings_, situations
from scoring_reference import ARule, ATest, Settings, Situation, score

from aegis_scoring.domain.configuration import Configuration, Preset, preset
from aegis_scoring.domain.score import break_down
from aegis_scoring.domain.technique_inputs import TechniqueInputs, Work

TINY = 1e-9
CASES = settings(max_examples=200, deadline=None)

works = st.builds(
    Work,
    drafts=st.integers(0, 3),
    open_retests=st.integers(0, 3),
    started=st.integers(0, 3),
    validated=st.integers(2, 4),
    proven=st.integers(0, 2),
    red_approved_at=st.one_of(st.none(), st.integers(0, 300).map(float).map(ago)),
)


def value(situation: Situation, by: Settings, at: datetime = NOW) -> float:
    return break_down(as_inputs(situation), configuration(by), at).score


@CASES
@given(situations, settings_, later)
def test_the_score_is_what_the_slow_reference_says(situation: Situation, by: Settings, at: datetime) -> None:
    assert value(situation, by, at) == pytest.approx(score(situation, by, at), abs=1e-9)


@CASES
@given(situations, settings_, keys, st.floats(0, 900), st.booleans())
def test_i1_a_new_not_detected_never_raises_a_score(
    situation: Situation, by: Settings, key: tuple[str, str, str], age: float, silences: bool
) -> None:
    after = deepcopy(situation)
    after.tests.append(ATest(key, "not_detected", ago(age), NOW, id=2**65))
    if silences and after.rules:
        after.rules[0] = ARule(after.rules[0].enabled, fired=False, attacked_at=ago(age))
    assert value(after, by) <= value(situation, by) + TINY


@CASES
@given(situations, settings_, later, later)
def test_i2_time_alone_never_raises_a_score(situation: Situation, by: Settings, one: datetime, two: datetime) -> None:
    first, second = sorted((one, two))
    assert value(situation, by, second) <= value(situation, by, first) + TINY


@CASES
@given(situations, works, later, later)
def test_i2_holds_for_the_seed_preset_too(situation: Situation, work: Work, one: datetime, two: datetime) -> None:
    first, second = sorted((one, two))
    of = replace(as_inputs(situation), work=work)
    by = preset(Preset.SEED)
    assert break_down(of, by, second).score <= break_down(of, by, first).score + TINY


@CASES
@given(situations, settings_, st.lists(rules, max_size=4), st.integers(0, 4))
def test_i3_importing_rules_or_mappings_never_raises_a_score(
    situation: Situation, by: Settings, imported: list[ARule], named: int
) -> None:
    after = deepcopy(situation)
    after.rules += [replace(rule, enabled=False) for rule in imported]
    after.defences += [False] * named
    assert value(after, by) <= value(situation, by) + TINY


@CASES
@given(situations, settings_, works)
def test_i4_drafts_retests_and_cancels_change_nothing(situation: Situation, by: Settings, work: Work) -> None:
    of = as_inputs(situation)
    assert break_down(replace(of, work=work), configuration(by), NOW).score == value(situation, by)


@CASES
@given(situations, settings_, works, later)
def test_i5_a_score_lies_between_0_and_100(situation: Situation, by: Settings, work: Work, at: datetime) -> None:
    of = replace(as_inputs(situation), work=work)
    for configured in (configuration(by), preset(Preset.SEED)):
        breakdown = break_down(of, configured, at)
        assert -TINY <= breakdown.score <= 100 + TINY
        assert breakdown.score == pytest.approx(sum(factor.points for factor in breakdown.factors))


@CASES
@given(st.lists(st.sampled_from(["Windows", "Linux", "macOS", "PRE"]), unique=True, max_size=4), st.integers(0, 9))
def test_i5_every_technique_in_scope_can_reach_100(platforms: list[str], named: int) -> None:
    best = inputs(
        *(line("detected", 0, platform) for platform in platforms or ["anywhere"]),
        platforms=tuple(platforms),
        rules=tuple(fired(0, name) for name in "123"),
        defences=defences(named, implemented=named),
    )
    assert break_down(best, Configuration(), NOW).score == pytest.approx(100)


@CASES
@given(situations, settings_, st.data())
def test_i6_a_second_equal_result_changes_only_freshness(
    situation: Situation, by: Settings, data: st.DataObject
) -> None:
    before = as_inputs(situation)
    alive = [one.line for one in break_down(before, configuration(by), NOW).lines if not one.expired]
    assume(alive)
    chosen = data.draw(st.sampled_from(alive))
    age = data.draw(st.floats(0, by.expires))
    after = deepcopy(situation)
    after.tests.append(ATest(chosen.key, chosen.result.value, ago(age), NOW, id=2**65))
    assert moved(before, as_inputs(after), configuration(by)) <= {"freshness"}


def moved(before: TechniqueInputs, after: TechniqueInputs, by: Configuration) -> set[str]:
    old, new = break_down(before, by, NOW), break_down(after, by, NOW)
    return {
        was.name.value
        for was, now in zip(old.factors, new.factors, strict=True)
        if now.points != pytest.approx(was.points, abs=TINY)
    }
