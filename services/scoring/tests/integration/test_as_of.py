"""A score as of any past instant, and what later changes do to it: nothing."""

from datetime import date, timedelta

import pytest
from scoring_builders import NOW, ago, named
from scoring_facts import ATestOf, result, scope, succession, technique, validated
from scoring_rig import Rig

from aegis_contracts.decay import score_at
from aegis_scoring.adapters.persistence.known_inputs import known_at
from aegis_scoring.domain.assessment import Assessment

T = "T1059.001"
OLD = "T1086"


async def as_of(rig: Rig, days: float, attack_id: str = T) -> Assessment:
    instant = ago(days)
    async with rig.database.raw() as connection:
        known = (await known_at(connection, [instant], [named(attack_id)]))[instant]
    return known.assess(named(attack_id), instant)


async def test_e19_what_was_not_validated_yet_was_not_known(rig: Rig) -> None:
    await rig.hear(technique(T, at=ago(200)), validated(T, "detected", ago(90), at=NOW))
    assert (await as_of(rig, 45)).status == "not_evaluated"
    assert (await as_of(rig, 45)).breakdown.score == 0.0
    today = await as_of(rig, 0)
    assert today.status == "validated"
    assert today.breakdown.lines[0].line.validated_at == NOW


async def test_a_result_that_is_told_late_is_known_since_its_validation(rig: Rig) -> None:
    test = ATestOf(T)
    await rig.hear(technique(T, at=ago(300)), test.drafted(ago(1)))
    await rig.hear(test.validated(result("detected", ago(100)), at=ago(99), told_at=ago(1)))
    assert (await as_of(rig, 98)).status == "validated"
    assert (await as_of(rig, 99.5)).status == "not_evaluated"


async def test_a_correction_leaves_what_was_known_before(rig: Rig) -> None:
    test = ATestOf(T)
    await rig.hear(technique(T, at=ago(300)), test.validated(result("detected", ago(60)), at=ago(50)))
    corrected = test.told("TestCorrected", ago(10), lines=(result("not_detected", ago(60)),), result="not_detected")
    await rig.hear(corrected)
    assert (await as_of(rig, 20)).status == "validated"
    assert (await as_of(rig, 5)).status == "not_covered"


async def test_the_later_of_two_tests_counts_from_its_validation(rig: Rig) -> None:
    await rig.hear(
        technique(T, at=ago(300)),
        validated(T, "not_detected", ago(100), name="1", at=ago(90)),
        validated(T, "detected", ago(40), name="2", at=ago(30)),
    )
    assert [(await as_of(rig, days)).status for days in (95, 60, 10)] == ["not_evaluated", "not_covered", "validated"]


async def test_scope_and_platforms_are_those_of_then(rig: Rig) -> None:
    await rig.hear(
        scope(at=ago(200), platforms=("Windows",)),
        technique(T, at=ago(200), platforms=("Windows", "Linux")),
        validated(T, "detected", ago(150), at=ago(150)),
    )
    before = await as_of(rig, 50)
    await rig.hear(scope(version=2, at=ago(20), platforms=("Windows", "Linux")))
    await rig.hear(technique(T, version=2, at=ago(10), platforms=("Windows", "Linux", "macOS")))
    assert await as_of(rig, 50) == before
    assert before.breakdown.factors[-1].measured.value == 1.0
    assert (await as_of(rig, 15)).breakdown.factors[-1].measured.value == 0.5
    await rig.hear(scope(version=3, at=ago(5), platforms=("macOS",)))
    assert (await as_of(rig, 1)).breakdown.factors[-1].measured.value == 0.0
    assert (await as_of(rig, 1)).in_scope


async def test_an_exclusion_holds_while_it_lasts(rig: Rig) -> None:
    await rig.hear(technique(T, at=ago(200)), validated(T, "detected", ago(5), at=ago(4)))
    await rig.scores()
    await rig.hear(scope(at=ago(2), excluded={T: date(2026, 11, 24)}))
    (published,) = await rig.scores()
    assert not published.state.in_scope
    assert published.changed["in_scope"] is True
    assert (await as_of(rig, 3)).in_scope
    assert not (await as_of(rig, 1)).in_scope
    assert published.state.score.valid_until == NOW.replace(hour=0) + timedelta(days=1)
    assert score_at(published.state.score, NOW) == pytest.approx((await as_of(rig, 0)).breakdown.score)


async def test_a_succession_moves_tests_from_then_on_and_back(rig: Rig) -> None:
    await rig.hear(
        technique(OLD, at=ago(300)), technique(T, at=ago(300)), validated(OLD, "detected", ago(100), at=ago(99))
    )
    await rig.scores()
    decided = succession(OLD, T, at=ago(50))
    await rig.hear(decided)
    told = {fact.state.technique_id: fact for fact in await rig.scores()}
    assert told[named(T)].state.status == "validated"
    assert told[named(OLD)].state.status == "not_evaluated"
    assert told[named(T)].causation_id == str(decided.id)
    await rig.hear(succession(OLD, T, version=2, at=ago(20), undone=True))
    told = {fact.state.technique_id: fact for fact in await rig.scores()}
    assert told[named(T)].state.status == "not_evaluated"
    assert told[named(OLD)].state.status == "validated"
    statuses = {days: ((await as_of(rig, days, OLD)).status, (await as_of(rig, days)).status) for days in (60, 30, 1)}
    assert statuses == {
        60: ("validated", "not_evaluated"),
        30: ("not_evaluated", "validated"),
        1: ("validated", "not_evaluated"),
    }


async def test_a_chain_of_successions_is_followed_to_its_end(rig: Rig) -> None:
    await rig.hear(*(technique(name, at=ago(300)) for name in (OLD, T, "T1")))
    await rig.hear(succession(OLD, "T1", at=ago(80)), succession("T1", T, at=ago(70)))
    await rig.scores()
    await rig.hear(validated(OLD, "detected", ago(3)))
    (published,) = await rig.scores()
    assert published.state.technique_id == named(T)


async def test_testing_and_successions_may_both_move_a_test(rig: Rig) -> None:
    """testing-workflow retargets the test itself; the order of the two facts makes no difference."""
    test = ATestOf(OLD)
    await rig.hear(technique(OLD), technique(T), test.validated(result("detected", ago(1)), at=ago(1)))
    await rig.hear(test.retargeted(T))
    await rig.hear(succession(OLD, T))
    states = {fact.state.technique_id: fact.state.status for fact in await rig.scores()}
    assert states == {named(OLD): "not_evaluated", named(T): "validated"}


async def test_where_only_some_tests_follow_a_technique_they_come_when_testing_tells_them(rig: Rig) -> None:
    chosen, other = ATestOf(OLD, "chosen"), ATestOf(OLD, "other", procedure="q")
    await rig.hear(
        *(technique(name, at=ago(300)) for name in (OLD, T)),
        *(test.validated(result("detected", ago(100)), at=ago(99)) for test in (chosen, other)),
    )
    await rig.scores()
    await rig.hear(succession(OLD, T, at=ago(50), cause="decided", test_ids=(chosen.id,)))
    assert {fact.state.technique_id: fact.state.status for fact in await rig.scores()}.get(named(T)) != "validated"
    await rig.hear(chosen.retargeted(T, at=ago(50)))
    states = {fact.state.technique_id: fact.state.status for fact in await rig.scores()}
    assert states == {named(OLD): "validated", named(T): "validated"}
    assert ((await as_of(rig, 60)).status, (await as_of(rig, 60, OLD)).status) == ("not_evaluated", "validated")


async def test_a_parent_is_in_scope_through_tests_of_its_own(rig: Rig) -> None:
    await rig.hear(technique("T1059"))
    assert [row["in_scope"] for row in await rig.rows("standing")] == [True]
    await rig.hear(technique(T))
    standing = {row["attack_id"]: row["in_scope"] for row in await rig.rows("standing")}
    assert standing == {"T1059": False, T: True}
    await rig.hear(validated("T1059", "not_detected", ago(1)))
    assert (await rig.scores())[-1].state.in_scope


async def test_a_revoked_technique_leaves_the_scope(rig: Rig) -> None:
    await rig.hear(technique(T), validated(T, "detected", ago(1)))
    await rig.scores()
    await rig.hear(technique(T, version=2, state="revoked"))
    (published,) = await rig.scores()
    assert not published.state.in_scope
