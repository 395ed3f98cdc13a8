"""Rules and defences as inputs: what the catalogue tells of them moves the techniques that they are for."""

from uuid import UUID

import pytest
from scoring_builders import ago, named
from scoring_facts import ATestOf, defence, result, rule, technique
from scoring_rig import Rig

from aegis_contracts.testing_tests import RuleResult
from aegis_scoring.application.commands.rescore_all import RescoreAll

T = "T1059.001"
OTHER = "T1105"


def outcome(rule_id: UUID, what: str) -> RuleResult:
    return RuleResult(rule_id=rule_id, title="", outcome=what)


async def test_assumed_points_come_from_rules_and_defences(rig: Rig) -> None:
    await rig.hear(technique(T), rule("enabled", T), rule("disabled", T, enabled=False))
    await rig.hear(*(defence(f"d{index}", T, implemented=index < 2) for index in range(4)))
    published = (await rig.scores())[-1]
    assert published.state.status == "not_evaluated"
    assert published.state.assumed.steady == pytest.approx(20 * 0.5 / 3 + 7.5)
    assert published.state.proven.steady == 0.0


async def test_a_rule_counts_by_its_latest_validated_test(rig: Rig) -> None:
    rule_id = named("r")
    await rig.hear(technique(T), rule("r", T))
    await rig.scores()
    steadies = []
    for name, what, days in (("1", "fired", 3), ("2", "not_evaluated", 2), ("3", "silent", 1)):
        test = ATestOf(T, name, procedure=name)
        await rig.hear(test.validated(result("detected", ago(days)), at=ago(days), rules=[outcome(rule_id, what)]))
        steadies.append((await rig.scores())[-1].state.assumed.steady)
    assert steadies == [pytest.approx(100 * 20 / 85 * share / 3) for share in (1, 1, 0)]


async def test_a_rule_moves_the_other_techniques_that_it_is_for(rig: Rig) -> None:
    rule_id = named("r")
    await rig.hear(technique(T), technique(OTHER), rule("r", T, OTHER))
    await rig.scores()
    told = ATestOf(T).validated(result("detected", ago(1)), at=ago(1), rules=[outcome(rule_id, "silent")])
    await rig.hear(told)
    assert {fact.state.technique_id for fact in await rig.scores()} == {named(T), named(OTHER)}


async def test_a_rule_in_a_test_that_did_not_run_was_not_evaluated(rig: Rig) -> None:
    rule_id = named("r")
    test = ATestOf(T)
    await rig.hear(
        technique(T), rule("r", T), test.validated(result("not_applicable", ago(1)), rules=[outcome(rule_id, "silent")])
    )
    assert (await rig.scores())[-1].state.assumed.steady == pytest.approx(100 * 20 / 85 / 6)


async def test_everything_can_be_worked_out_anew(rig: Rig) -> None:
    await rig.hear(technique(T), technique(OTHER), ATestOf(T).validated(result("detected", ago(1)), at=ago(1)))
    await rig.scores()
    async with rig.use(RescoreAll) as rescore_all:
        assert await rescore_all() == 0


async def test_importing_rules_moves_nothing(rig: Rig) -> None:
    await rig.hear(technique(T), *(rule(f"r{index}", T, enabled=False) for index in range(50)))
    assert await rig.scores() == []
    assert await rig.rows("rule_technique") == []


async def test_a_rule_that_is_switched_off_or_withdrawn_no_longer_counts(rig: Rig) -> None:
    await rig.hear(technique(T), rule("off", T), rule("gone", T))
    assert (await rig.scores())[-1].state.assumed.steady == pytest.approx(100 * 20 / 85 / 3)
    await rig.hear(rule("off", T, enabled=False, version=2))
    assert (await rig.scores())[-1].state.assumed.steady == pytest.approx(100 * 20 / 85 / 6)
    await rig.hear(rule("gone", T, version=2, state="withdrawn"))
    assert (await rig.scores())[-1].state.assumed.steady == 0.0


async def test_a_rule_that_is_mapped_anew_moves_both_techniques(rig: Rig) -> None:
    await rig.hear(technique(T), technique(OTHER), rule("r", T))
    await rig.scores()
    await rig.hear(rule("r", OTHER, version=2))
    told = {fact.state.technique_id: fact.state.assumed.steady for fact in await rig.scores()}
    assert told == {named(T): 0.0, named(OTHER): pytest.approx(100 * 20 / 85 / 6)}


async def test_a_defence_that_is_implemented_raises_and_a_withdrawn_one_no_longer_applies(rig: Rig) -> None:
    await rig.hear(technique(T), rule("r", T), defence("d", T, implemented=False))
    assert (await rig.scores())[-1].state.assumed.steady == pytest.approx(20 / 6)
    await rig.hear(defence("d", T, implemented=True, version=2))
    assert (await rig.scores())[-1].state.assumed.steady == pytest.approx(20 / 6 + 15)
    await rig.hear(defence("d", T, implemented=True, version=3, state="withdrawn"))
    assert (await rig.scores())[-1].state.assumed.steady == pytest.approx(100 * 20 / 85 / 6)
