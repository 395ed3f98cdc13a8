"""How rules fare: what validated tests said of them, counted once, whatever is heard again."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from catalog_support.claims import facts, technique, technique_id
from catalog_support.exercise import exercise_id, rule
from catalog_support.people import LEAD, id_of
from catalog_support.service import CatalogForTests

from aegis_catalog.application.deployments.commands.deploy_rules import (
    DeployRules,
    DeployRulesCommand,
    RuleDeployment,
)
from aegis_catalog.application.organisation.commands.add_tool import AddTool, AddToolCommand
from aegis_catalog.application.rule_health.queries.health import HealthOfRules
from aegis_catalog.domain.deployment import DeploymentTold
from aegis_catalog.domain.tool import Description
from aegis_contracts.testing_tests import (
    TESTING_TESTS,
    LineResult,
    PersonRef,
    Procedure,
    RuleResult,
    TestState,
)
from aegis_contracts.words import DeploymentStatus
from aegis_kernel.facts import Fact
from aegis_kernel.ids import event_id, named_id

ONE, TWO = (exercise_id("sigma", "rule", key) for key in ("one", "two"))
AT = datetime(2026, 5, 1, tzinfo=UTC)


def heard(name: str, version: int, *results: tuple[UUID, str, bool], day: int = 0, **more: Any) -> Fact[TestState]:
    """A validated test of T1 on one line, with results of rules."""
    at = AT + timedelta(days=day)
    test_id = named_id("test", name)
    state = TestState(
        id=test_id,
        number=1,
        technique_id=technique_id("T1"),
        drafted_technique_id=technique_id("T1"),
        attack_id="T1",
        technique_name="One",
        procedure=Procedure(key="step", name="Step"),
        author=PersonRef(id=id_of("Ada"), name="Ada"),
        drafted_at=at,
        review_policy="dual",
        rule_results=tuple(
            RuleResult(rule_id=rule_id, title="x", outcome=outcome, expected=expected, tool="EDR", at=at)
            for rule_id, outcome, expected in results
        ),
        lines=(
            LineResult(
                platform="Windows", environment="lab", result="detected", attacked_at=at, applicable=1, executions=1
            ),
        ),
        **({"state": "validated", "validated_at": at} | more),
    )
    topic = TESTING_TESTS
    return Fact(
        topic=topic.spec.name,
        key=str(test_id),
        version=version,
        type=topic.types["TestValidated"],
        id=event_id(topic.spec.name, str(test_id), version),
        time=at,
        state=state,
    )


async def health(catalog: CatalogForTests, rule_id: UUID) -> tuple[Any, ...]:
    reader = await catalog.get(HealthOfRules)
    found = await reader(LEAD, rule_id)
    told = msgspec.json.decode(msgspec.json.encode(found))["health"]
    names = ("expected", "evaluated", "fired", "silent", "unexpected", "sole_cover")
    return tuple(told[name] for name in names)


async def deploy(catalog: CatalogForTests, tool: UUID, rule_id: UUID, status: DeploymentStatus = "enabled") -> None:
    item = RuleDeployment(rule=str(rule_id), tool=str(tool), told=DeploymentTold(status=status))
    [outcome] = await catalog.act(DeployRules, LEAD, DeployRulesCommand(items=[item]))
    assert outcome == rule_id


async def ground(catalog: CatalogForTests) -> UUID:
    await catalog.hear(facts(technique("T1"), rule("one", "T1"), rule("two", "T1")))
    tool = await catalog.act(AddTool, LEAD, AddToolCommand(description=Description(name="EDR", kind="edr")))
    tool_id: UUID = tool.id
    await deploy(catalog, tool_id, ONE)
    await deploy(catalog, tool_id, TWO)
    return tool_id


async def test_results_of_validated_tests_are_counted_once(catalog: CatalogForTests) -> None:
    await ground(catalog)
    first = heard("a", 3, (ONE, "fired", True), (TWO, "silent", True))
    await catalog.hear([first])
    await catalog.hear([first, heard("b", 1, (ONE, "fired", False), (TWO, "not_evaluated", True), day=1)])
    assert await health(catalog, ONE) == (1, 2, 2, 0, 1, True)
    assert await health(catalog, TWO) == (2, 1, 0, 1, 0, False)
    await catalog.hear([heard("a", 2, (TWO, "fired", True))])
    assert await health(catalog, TWO) == (2, 1, 0, 1, 0, False)


async def test_what_is_open_again_or_gone_counts_no_longer(catalog: CatalogForTests) -> None:
    await ground(catalog)
    await catalog.hear([heard("a", 1, (ONE, "fired", True))])
    await catalog.hear([heard("a", 2, (ONE, "fired", True), state="in_review", validated_at=None)])
    assert await health(catalog, ONE) == (0, 0, 0, 0, 0, False)
    await catalog.hear([heard("a", 3, (ONE, "fired", True)), heard("b", 1, (TWO, "fired", True), deleted_at=AT)])
    assert (await health(catalog, ONE))[2] == 1
    assert (await health(catalog, TWO))[2] == 0


async def test_sole_cover_follows_tests_and_deployments(catalog: CatalogForTests) -> None:
    tool = await ground(catalog)
    await catalog.hear([heard("a", 1, (ONE, "fired", True), (TWO, "fired", True))])
    assert not (await health(catalog, ONE))[-1]
    await deploy(catalog, tool, TWO, "disabled")
    assert (await health(catalog, ONE))[-1]
    assert not (await health(catalog, TWO))[-1]
    await catalog.hear([heard("b", 1, (TWO, "fired", True), day=1)])
    assert not (await health(catalog, ONE))[-1]
    await deploy(catalog, tool, TWO)
    assert (await health(catalog, TWO))[-1]


async def test_hearing_all_again_after_a_rebuild_gives_the_same(catalog: CatalogForTests) -> None:
    await ground(catalog)
    told = [heard("a", 1, (ONE, "fired", True)), heard("b", 1, (ONE, "silent", True), (TWO, "fired", False), day=1)]
    await catalog.hear(told)
    before = await catalog.rows("select * from rule_standing order by rule_id")
    await catalog.rows("truncate inbox, rule_test, rule_result, rule_line, rule_standing")
    for fact in reversed(told):
        await catalog.hear([fact])
    assert await catalog.rows("select * from rule_standing order by rule_id") == before
