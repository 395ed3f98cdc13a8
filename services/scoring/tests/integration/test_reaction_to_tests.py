"""What a test's facts come to: periods, standings, published scores."""

from datetime import timedelta
from uuid import UUID

import pytest
from scoring_builders import NOW, ago, named
from scoring_facts import ATestOf, matrix, result, scope, technique, validated
from scoring_rig import Rig

from aegis_contracts.decay import score_at
from aegis_contracts.scoring_scores import SCORING_SCORES

POWERSHELL = "T1059.001"
OTHER = "T1105"


def called(name: str) -> str:
    return SCORING_SCORES.types[name]


async def test_a_validated_test_is_published_as_a_score_in_answer_to_it(rig: Rig) -> None:
    await rig.hear(scope(platforms=("Windows",)), matrix(), technique(POWERSHELL))
    assert await rig.scores() == []
    told = validated(POWERSHELL, "detected", ago(0))
    await rig.hear(told)
    (published,) = await rig.scores()
    assert published.type == called("CoverageStatusChanged")
    assert (published.causation_id, published.correlation_id) == (str(told.id), "request-1")
    assert (published.key, published.version) == (str(named(POWERSHELL)), 1)
    state = published.state
    assert (state.status, state.flags, state.in_scope) == ("validated", ("single",), True)
    assert (state.tests, state.lines, state.last_attacked_at) == (1, 1, NOW)
    assert score_at(state.score, NOW) == pytest.approx(6500 / 85)
    assert published.changed["status"] == "not_evaluated"


async def test_every_result_event_is_answered_changed_or_not(rig: Rig) -> None:
    await rig.hear(technique(POWERSHELL), validated(POWERSHELL, "detected", ago(0), name="1"))
    await rig.scores()
    again = validated(POWERSHELL, "detected", ago(0), name="2")
    drafted = ATestOf(POWERSHELL, "3").drafted()
    await rig.hear(again, drafted)
    first, second = await rig.scores()
    assert [first.causation_id, second.causation_id] == [str(again.id), str(drafted.id)]
    assert [first.version, second.version] == [2, 3]
    assert first.type == called("TechniqueScoreChanged")  # tests: 2; planned
    assert second.type == called("TechniqueScoreConfirmed")
    assert second.state == first.state


async def test_work_before_a_decision_is_not_published(rig: Rig) -> None:
    await rig.hear(technique(POWERSHELL))
    test = ATestOf(POWERSHELL)
    await rig.hear(test.drafted(), test.started())
    drafted, started = await rig.scores()
    assert [drafted.state.status, started.state.status] == ["in_progress", "in_progress"]
    await rig.hear(test.recorded(), test.told("SideSubmitted", state="blue_evaluating"))
    assert await rig.scores() == []
    assert [row["phase"] for row in await rig.rows("test_period", ["version"])] == ["draft", "started"]


async def test_only_techniques_that_were_touched_are_published(rig: Rig) -> None:
    await rig.hear(technique(POWERSHELL), technique(OTHER), validated(POWERSHELL, "detected", ago(3), name="1"))
    await rig.scores()
    await rig.hear(validated(OTHER, "not_detected", ago(1), name="2"))
    (published,) = await rig.scores()
    assert published.state.technique_id == named(OTHER)
    assert published.state.status == "not_covered"


async def test_a_test_that_was_not_applicable_is_answered_and_counts_for_nothing(rig: Rig) -> None:
    await rig.hear(technique(POWERSHELL))
    await rig.hear(validated(POWERSHELL, "not_applicable", ago(1)))
    (published,) = await rig.scores()
    assert published.type == called("TechniqueScoreConfirmed")
    assert (published.state.status, published.state.lines) == ("not_evaluated", 0)


async def test_a_cancelled_test_takes_its_progress_back(rig: Rig) -> None:
    await rig.hear(technique(POWERSHELL))
    test = ATestOf(POWERSHELL)
    await rig.hear(test.drafted(), test.started())
    await rig.scores()
    await rig.hear(test.cancelled())
    (published,) = await rig.scores()
    assert published.state.status == "not_evaluated"
    assert published.changed["status"] == "in_progress"


async def test_a_drafted_retest_is_a_flag(rig: Rig) -> None:
    await rig.hear(technique(POWERSHELL), validated(POWERSHELL, "detected", ago(3), name="1"))
    before = (await rig.scores())[-1].state
    await rig.hear(ATestOf(POWERSHELL, "2", retest_of=named("test 1")).drafted())
    (published,) = await rig.scores()
    assert published.state.flags == ("retest_open", "single")
    assert (published.state.status, published.state.score) == (before.status, before.score)


async def test_retests_continue_their_line(rig: Rig) -> None:
    await rig.hear(
        technique(POWERSHELL),
        validated(POWERSHELL, "not_detected", ago(30), name="1", at=ago(29)),
        validated(POWERSHELL, "detected", ago(2), name="2", at=ago(1)),
    )
    state = (await rig.scores())[-1].state
    assert (state.status, state.lines, state.tests) == ("validated", 1, 2)


async def test_the_latest_of_a_line_is_the_one_validated_last(rig: Rig) -> None:
    await rig.hear(
        technique(POWERSHELL),
        validated(POWERSHELL, "detected", ago(2), name="attacked last", at=ago(1)),
        validated(POWERSHELL, "not_detected", ago(3), name="validated last", at=ago(0)),
    )
    assert (await rig.scores())[-1].state.status == "not_covered"


async def test_one_test_may_have_several_lines(rig: Rig) -> None:
    await rig.hear(technique(POWERSHELL, platforms=("Windows", "Linux")))
    lines = (result("detected", ago(1)), result("not_detected", ago(1), "Linux"))
    await rig.hear(ATestOf(POWERSHELL).validated(*lines))
    state = (await rig.scores())[-1].state
    assert (state.status, state.lines, state.tests) == ("partial", 2, 2)


async def test_a_test_may_come_before_its_technique(rig: Rig) -> None:
    await rig.hear(validated(POWERSHELL, "detected", ago(1)))
    (first,) = await rig.scores()
    assert (first.state.status, first.state.in_scope) == ("validated", False)
    told = technique(POWERSHELL)
    await rig.hear(told)
    (second,) = await rig.scores()
    assert second.state.in_scope
    assert second.causation_id == str(told.id)
    assert score_at(second.state.score, NOW) > score_at(first.state.score, NOW)


async def test_a_retargeted_test_moves_both_techniques(rig: Rig) -> None:
    await rig.hear(technique(POWERSHELL), technique(OTHER))
    test = ATestOf(POWERSHELL)
    await rig.hear(test.validated(result("detected", ago(1)), at=ago(1)))
    await rig.scores()
    moved = test.retargeted(OTHER)
    await rig.hear(moved)
    states = {fact.state.technique_id: (fact.state.status, fact.causation_id) for fact in await rig.scores()}
    assert states == {
        named(POWERSHELL): ("not_evaluated", str(moved.id)),
        named(OTHER): ("validated", str(moved.id)),
    }


async def test_a_deleted_draft_is_gone(rig: Rig) -> None:
    await rig.hear(technique(POWERSHELL))
    test = ATestOf(POWERSHELL)
    await rig.hear(test.drafted())
    assert (await rig.scores())[-1].state.flags == ("planned",)
    await rig.hear(test.deleted())
    assert (await rig.scores())[-1].state.flags == ()


async def test_a_redelivered_batch_says_nothing_again(rig: Rig) -> None:
    facts = [technique(POWERSHELL), validated(POWERSHELL, "detected", ago(1))]
    assert await rig.hear(*facts) == 2
    await rig.scores()
    assert await rig.hear(*facts) == 0
    await rig.execute("delete from inbox")
    assert await rig.hear(*facts) == 2
    assert await rig.scores() == []


async def test_what_was_proven_expires_by_itself_and_is_published_once(rig: Rig) -> None:
    from aegis_scoring.application.commands.rescore_due import RescoreDue

    await rig.hear(technique(POWERSHELL), validated(POWERSHELL, "detected", ago(10)))
    first = (await rig.scores())[-1].state
    assert first.score.valid_until is not None
    rig.clock.at = first.score.valid_until - timedelta(microseconds=1)
    async with rig.use(RescoreDue) as rescore_due:
        assert await rescore_due() == 0
    rig.clock.at = first.score.valid_until
    for expected in (1, 0):
        async with rig.use(RescoreDue) as rescore_due:
            assert await rescore_due() == expected
    (expired,) = await rig.scores()
    assert (expired.state.status, expired.state.flags) == ("not_evaluated", ("expired",))
    assert score_at(expired.state.score, rig.clock.at) == 0.0
    assert expired.state.score.valid_until is None


async def test_a_hidden_blind_test_moves_nothing_until_it_is_told_whole(rig: Rig) -> None:
    """Its states name no technique; the one of its reveal says all, and so does the one of its validation."""
    await rig.hear(technique(POWERSHELL))
    test = ATestOf(POWERSHELL)
    whole = dict(test.state)
    test.state |= {"technique_id": UUID(int=0), "drafted_technique_id": UUID(int=0), "attack_id": "", "blind": True}
    await rig.hear(test.drafted(), test.started(), test.recorded())
    assert await rig.scores() == []
    assert await rig.rows("test_period", ["version"]) == []
    test.state |= {name: whole[name] for name in ("technique_id", "drafted_technique_id", "attack_id")}
    revealed = test.told("TestRevealed", blind=False, revealed_at=NOW)
    await rig.hear(revealed)
    (score,) = await rig.scores()
    assert (score.key, score.state.status, score.causation_id) == (
        str(named(POWERSHELL)), "in_progress", str(revealed.id)
    )  # fmt: skip
    await rig.hear(test.validated(result("detected", ago(0))))
    (score,) = await rig.scores()
    assert score.state.status == "validated"
