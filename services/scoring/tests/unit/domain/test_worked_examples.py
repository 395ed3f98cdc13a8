"""The worked examples of domain/scoring.md, exact to 1e-4. Those of priorities (E22) come with the priorities."""

from dataclasses import replace
from datetime import timedelta

import pytest
from scoring_builders import (
    DEFAULT,
    NOW,
    ago,
    defences,
    fired,
    inputs,
    line,
    named,
    never_evaluated,
    points,
    scored,
)

from aegis_scoring.domain.averages import Scored, average
from aegis_scoring.domain.configuration import Preset, preset
from aegis_scoring.domain.factor import FactorName
from aegis_scoring.domain.lines import latest_of_each
from aegis_scoring.domain.scope import Scope, Technique, in_scope
from aegis_scoring.domain.status import Flag, Status, flags_of, status_of
from aegis_scoring.domain.technique_inputs import TechniqueInputs, Work


def exactly(value: float) -> object:
    return pytest.approx(value, abs=1e-4)


def status(of: TechniqueInputs) -> tuple[Status, set[Flag]]:
    lines = scored(of).lines
    return status_of(lines, of.work, validated_needs=1), set(flags_of(lines, of))


def test_e0_the_seed_preset_keeps_the_original_systems_rules() -> None:
    of = inputs(
        line("detected", 60, "Windows"),
        line("detected", 60, "Linux"),
        rules=(never_evaluated("1", enabled=False), never_evaluated("2", enabled=False)),
        defences=defences(1),
        work=Work(validated=3, proven=2, red_approved_at=ago(60)),
    )
    assert scored(of, preset(Preset.SEED)).score == exactly(64.1667)


def test_e1_every_factor_at_once() -> None:
    of = inputs(
        line("prevented", 10, "Windows", procedure="a"),
        line("detected", 40, "Linux", procedure="b"),
        line("partially_detected", 100, "Windows", procedure="c"),
        line("not_detected", 5, "Linux", procedure="d"),
        platforms=("Windows", "Linux"),
        rules=(fired(10, "1"), never_evaluated("2")),
        defences=defences(4, implemented=2),
    )
    breakdown = scored(of)
    assert points(breakdown) == {
        "tests": exactly(25),
        "detection_rules": exactly(10),
        "defences": exactly(7.5),
        "freshness": exactly(7.0958),
        "platform_diversity": exactly(10),
    }
    assert breakdown.score == exactly(59.5958)
    assert breakdown.proven == exactly(42.0958)
    assert breakdown.assumed == exactly(17.5)
    assert status(of) == (Status.PARTIAL, set())


UNTESTED = inputs(
    rules=tuple(never_evaluated(name, enabled=False) for name in "123"),
    defences=defences(5),
)


def test_e2_imported_rules_and_defences_are_worth_nothing() -> None:
    assert scored(UNTESTED).score == 0.0
    assert status(UNTESTED) == (Status.NOT_EVALUATED, set())


def test_e3_a_failed_test_is_worth_nothing_either() -> None:
    of = replace(UNTESTED, lines=(line("not_detected", 1),))
    assert scored(of).score == 0.0
    assert status(of)[0] is Status.NOT_COVERED


def test_e4_what_was_proven_three_years_ago_is_not_proven() -> None:
    of = inputs(
        line("detected", 1095),
        rules=tuple(fired(1095, name) for name in "123"),
        defences=defences(5, implemented=5),
    )
    breakdown = scored(of)
    assert points(breakdown)["detection_rules"] == exactly(10)
    assert points(breakdown)["defences"] == exactly(15)
    assert breakdown.score == exactly(25)
    assert breakdown.proven == 0.0
    assert status(of) == (Status.NOT_EVALUATED, {Flag.EXPIRED})


def test_e6_a_line_run_quarterly_is_worth_its_latest_test() -> None:
    runs = [
        line("not_detected", 270, test="1"),
        line("detected", 180, test="2"),
        line("detected", 90, test="3"),
        line("detected", 0, test="4"),
    ]
    of = inputs(*latest_of_each(runs))
    assert scored(of).score == exactly(76.4706)
    assert status(of)[0] is Status.VALIDATED
    assert of.tests == 4


def test_e7_testing_what_works_nine_times_hides_no_failure() -> None:
    again = [line("detected", 9 - run, procedure="b", test=str(run), validated=ago(9 - run)) for run in range(1, 10)]
    of = inputs(*latest_of_each([line("not_detected", 0, procedure="a"), *again]))
    breakdown = scored(of)
    assert points(breakdown)["tests"] == exactly(23.5294)
    assert points(breakdown)["freshness"] == exactly(8.8235)
    assert points(breakdown)["platform_diversity"] == exactly(11.7647)
    assert breakdown.score == exactly(44.1176)


def test_e8_full_points_without_any_defence_named() -> None:
    of = inputs(line("detected"), rules=tuple(fired(0, name) for name in "123"))
    assert scored(of).score == exactly(100)


def test_e9_freshness_alone_decays() -> None:
    of = inputs(line("detected"), rules=tuple(fired(0, name) for name in "123"), defences=defences(5, 5))
    assert scored(of).score == exactly(100)
    assert scored(of, at=NOW + timedelta(days=90)).score == exactly(92.5)


def test_e10_a_drafted_retest_changes_nothing_but_a_flag() -> None:
    before = inputs(line("detected"))
    after = replace(before, work=Work(open_retests=1))
    assert scored(after) == scored(before)
    assert status(after)[0] is Status.VALIDATED
    assert Flag.RETEST_OPEN in status(after)[1]
    assert status(after)[1] - status(before)[1] == {Flag.RETEST_OPEN}


def test_e11_a_test_that_did_not_run_is_no_test() -> None:
    of = inputs(work=Work(validated=1))
    assert status(of) == (Status.NOT_EVALUATED, set())
    assert scored(of).factor(FactorName.TESTS).measured.value == 0.0
    assert of.tests == 0


def test_e12_an_inconclusive_test_makes_no_line() -> None:
    """testing-workflow calls it not applicable; scoring never sees a line of it."""
    assert scored(inputs(work=Work(validated=1))) == scored(inputs())


def test_e19_age_counts_from_the_attack() -> None:
    of = inputs(line("detected", 90, validated=NOW))
    assert scored(of).factor(FactorName.FRESHNESS).measured.value == exactly(0.5)


def test_e20_an_untested_parent_is_not_in_the_mean() -> None:
    parent = Technique(id=named("parent"), platforms=("Windows",), has_subtechniques=True)
    ours = Scope(platforms=("Windows",))

    def one(name: str, score: float, *, within: bool = True) -> Scored:
        return Scored(
            technique_id=named(name), score=score, proven=score, assumed=0.0, in_scope=within, tested=score > 0
        )

    parent_within = in_scope(parent, ours, lines=0, instant=NOW)
    mean = average([one("a", 80), one("b", 60), one("parent", 0, within=parent_within)])
    assert mean.in_scope.score == exactly(70)
    assert (mean.tested.n, mean.in_scope.n) == (2, 2)


def test_e25_seen_on_two_of_three_hosts_is_worth_half() -> None:
    of = inputs(line("partially_detected"))
    assert scored(of).factor(FactorName.TESTS).measured.value == 0.5
    assert status(of)[0] is Status.PARTIAL


def test_the_default_preset_is_the_one_of_the_table() -> None:
    assert preset(Preset.DEFAULT) == DEFAULT
