"""Rules and defences as inputs. The catalogue does not tell of them yet; their tables are filled by hand here."""

from uuid import UUID

import pytest
from scoring_builders import ago, named
from scoring_facts import ATestOf, result, technique
from scoring_rig import Rig

from aegis_contracts.testing_tests import RuleResult
from aegis_scoring.application.commands.rescore_all import RescoreAll
from aegis_scoring.domain.periods import FOREVER

T = "T1059.001"
OTHER = "T1105"


async def rule(rig: Rig, name: str, *attack_ids: str, enabled: bool = True) -> UUID:
    rule_id = named(name)
    await rig.execute(
        "insert into rule_period values ($1, 1, $2, $3, '', $4, $5)", rule_id, ago(100), FOREVER, name, enabled
    )
    for attack_id in attack_ids:
        await rig.execute("insert into rule_technique values ($1, 1, $2)", rule_id, named(attack_id))
    return rule_id


async def defence(rig: Rig, name: str, attack_id: str, *, implemented: bool) -> None:
    await rig.execute(
        "insert into defence_period values ($1, 1, $2, $3, '', $4, $5)",
        named(name),
        ago(100),
        FOREVER,
        name,
        implemented,
    )
    await rig.execute("insert into defence_technique values ($1, 1, $2)", named(name), named(attack_id))


def outcome(rule_id: UUID, what: str) -> RuleResult:
    return RuleResult(rule_id=rule_id, title="", outcome=what)


async def test_assumed_points_come_from_rules_and_defences(rig: Rig) -> None:
    await rule(rig, "enabled", T)
    await rule(rig, "disabled", T, enabled=False)
    for index in range(4):
        await defence(rig, f"d{index}", T, implemented=index < 2)
    await rig.hear(technique(T))
    (published,) = await rig.scores()
    assert published.state.status == "not_evaluated"
    assert published.state.assumed.steady == pytest.approx(20 * 0.5 / 3 + 7.5)
    assert published.state.proven.steady == 0.0


async def test_a_rule_counts_by_its_latest_validated_test(rig: Rig) -> None:
    rule_id = await rule(rig, "r", T)
    await rig.hear(technique(T))
    await rig.scores()
    steadies = []
    for name, what, days in (("1", "fired", 3), ("2", "not_evaluated", 2), ("3", "silent", 1)):
        test = ATestOf(T, name, procedure=name)
        await rig.hear(test.validated(result("detected", ago(days)), at=ago(days), rules=[outcome(rule_id, what)]))
        steadies.append((await rig.scores())[-1].state.assumed.steady)
    assert steadies == [pytest.approx(100 * 20 / 85 * share / 3) for share in (1, 1, 0)]


async def test_a_rule_moves_the_other_techniques_that_it_is_for(rig: Rig) -> None:
    rule_id = await rule(rig, "r", T, OTHER)
    await rig.hear(technique(T), technique(OTHER))
    await rig.scores()
    told = ATestOf(T).validated(result("detected", ago(1)), at=ago(1), rules=[outcome(rule_id, "silent")])
    await rig.hear(told)
    assert {fact.state.technique_id for fact in await rig.scores()} == {named(T), named(OTHER)}


async def test_a_rule_in_a_test_that_did_not_run_was_not_evaluated(rig: Rig) -> None:
    rule_id = await rule(rig, "r", T)
    test = ATestOf(T)
    await rig.hear(technique(T), test.validated(result("not_applicable", ago(1)), rules=[outcome(rule_id, "silent")]))
    assert (await rig.scores())[-1].state.assumed.steady == pytest.approx(100 * 20 / 85 / 6)


async def test_everything_can_be_worked_out_anew(rig: Rig) -> None:
    await rig.hear(technique(T), technique(OTHER), ATestOf(T).validated(result("detected", ago(1)), at=ago(1)))
    await rig.scores()
    async with rig.use(RescoreAll) as rescore_all:
        assert await rescore_all() == 0
    await rule(rig, "r", OTHER)
    async with rig.use(RescoreAll) as rescore_all:
        assert await rescore_all() == 1
    (published,) = await rig.scores()
    assert published.state.technique_id == named(OTHER)
