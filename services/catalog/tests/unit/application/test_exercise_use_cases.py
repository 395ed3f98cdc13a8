"""Use cases of deployments, candidates, defences, feeds, our own templates and rules, with fakes."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from catalog_support.claims import technique_id
from catalog_support.clock import CountedIds, StillClock
from catalog_support.exercise_fakes import (
    FakeAssociations,
    FakeDeployments,
    FakeImplementations,
    FakeIntelTriages,
    FakeOwnRules,
    FakeOwnTemplates,
    FakeTechniqueNames,
)
from catalog_support.fakes import FakeUnitOfWork
from catalog_support.own_fakes import FakeFinder
from catalog_support.people import ADMIN, LEAD, TECH, VIEWER, somebody

from aegis_catalog.application.associations.commands.decide_candidates import (
    DecideCandidates,
    DecideCandidatesCommand,
)
from aegis_catalog.application.defences.commands.implement_defences import (
    DefenceImplemented,
    ImplementDefences,
    ImplementDefencesCommand,
)
from aegis_catalog.application.deployments.commands.deploy_rules import (
    DeployRules,
    DeployRulesCommand,
    RuleDeployment,
)
from aegis_catalog.application.deployments.commands.sync_deployments import SyncDeployments, SyncDeploymentsCommand
from aegis_catalog.application.intel.commands.triage_intel import TriageIntel, TriageIntelCommand
from aegis_catalog.application.own_rules.commands.add_rule import AddRule, AddRuleCommand
from aegis_catalog.application.own_templates.commands.add_templates import AddTemplates, AddTemplatesCommand
from aegis_catalog.application.own_templates.commands.decide_templates import (
    DecideTemplates,
    DecideTemplatesCommand,
)
from aegis_catalog.domain.deployment import DeploymentTold
from aegis_catalog.domain.deployment_sync import SyncRow
from aegis_catalog.domain.own_rule import RuleTold
from aegis_catalog.domain.own_template import TemplateTold
from aegis_kernel.errors import Forbidden, Invalid, NotFound
from aegis_kernel.rights import Role

NOW = datetime(2026, 11, 24, tzinfo=UTC)
RULE, TOOL, TEMPLATE, DEFENCE, ENTRY = (uuid4() for _ in range(5))
FINDER = FakeFinder(
    {"rule": {"R": RULE}, "tool": {"EDR": TOOL}, "template": {"T": TEMPLATE}, "defence": {"D3-A": DEFENCE}}
)
NAMES = FakeTechniqueNames({"T1": technique_id("T1")})
RED = somebody(Role.RED_TECH, name="Rita")
TOLD = TemplateTold(name="x", techniques=("T1",), command="id")


@pytest.fixture
def uow() -> FakeUnitOfWork:
    return FakeUnitOfWork()


@pytest.fixture
def deployments() -> FakeDeployments:
    return FakeDeployments({RULE: ("k", "Title")}, [TOOL])


def deployment(rule: Any = RULE, tool: Any = TOOL) -> RuleDeployment:
    return RuleDeployment(rule=str(rule), tool=str(tool), told=DeploymentTold(status="enabled"))


async def test_rules_are_deployed_by_those_who_may(uow: FakeUnitOfWork, deployments: FakeDeployments) -> None:
    deploy = DeployRules(uow, deployments, FINDER, StillClock(NOW))
    items = [deployment(), deployment(rule=uuid4()), deployment(tool=uuid4())]
    with pytest.raises(Forbidden):
        await deploy(RED, DeployRulesCommand(items=items))
    with pytest.raises(Invalid):
        await deploy(TECH, DeployRulesCommand(items=items, atomic=True))
    assert (uow.commits, deployments.kept) == (0, {})
    done, missing, no_tool = await deploy(TECH, DeployRulesCommand(items=items))
    assert done == RULE
    assert isinstance(missing, NotFound)
    assert isinstance(no_tool, Invalid)
    assert deployments.kept[RULE, TOOL].since == NOW


async def test_a_dry_run_keeps_nothing(uow: FakeUnitOfWork, deployments: FakeDeployments) -> None:
    sync = SyncDeployments(uow, deployments, StillClock(NOW))
    rows = [SyncRow(line=2, key="k"), SyncRow(line=3, key="no")]
    dry = await sync(TECH, SyncDeploymentsCommand(tool_id=TOOL, rows=rows, dry_run=True))
    assert (dry.new, len(dry.unknown), uow.commits, deployments.kept) == (1, 1, 0, {})
    machine = somebody(Role.SERVICE, name="SIEM")
    assert (await sync(machine, SyncDeploymentsCommand(tool_id=TOOL, rows=rows))).new == 1
    assert uow.commits == 1
    with pytest.raises(Forbidden):
        await sync(VIEWER, SyncDeploymentsCommand(tool_id=TOOL, rows=rows))
    with pytest.raises(NotFound):
        await sync(TECH, SyncDeploymentsCommand(tool_id=uuid4(), rows=rows))


async def test_candidates_are_decided_below_either(uow: FakeUnitOfWork) -> None:
    kept = FakeAssociations()
    decide = DecideCandidates(uow, kept, FINDER)

    def command(rule: UUID, template: UUID, below: Any) -> DecideCandidatesCommand:
        return DecideCandidatesCommand(
            templates=[str(template)], rules=[str(rule)], verdict="confirmed", below=below, reason="x"
        )

    await decide(TECH, command(RULE, TEMPLATE, "template"))
    assert kept.kept == {(RULE, TEMPLATE): ("confirmed", "x")}
    with pytest.raises(NotFound):
        await decide(TECH, command(RULE, uuid4(), "template"))
    with pytest.raises(Invalid):
        await decide(TECH, command(RULE, uuid4(), "rule"))
    with pytest.raises(Forbidden):
        await decide(ADMIN, command(RULE, TEMPLATE, "rule"))


async def test_a_lead_says_what_is_done_about_defences(uow: FakeUnitOfWork) -> None:
    kept = FakeImplementations()
    implement = ImplementDefences(uow, kept, FINDER, StillClock(NOW))
    items = [
        DefenceImplemented(defence="D3-A", status="implemented", tool=str(TOOL)),
        DefenceImplemented(defence="D3-A", status="none"),
        DefenceImplemented(defence="D3-B", status="planned"),
    ]
    with pytest.raises(Forbidden):
        await implement(TECH, ImplementDefencesCommand(items=items))
    done, repeated, missing = await implement(LEAD, ImplementDefencesCommand(items=items))
    assert (done, kept.kept[DEFENCE].tool_id) == (DEFENCE, TOOL)
    assert isinstance(repeated, Invalid)
    assert isinstance(missing, NotFound)


async def test_templates_are_made_and_approved_by_others(uow: FakeUnitOfWork) -> None:
    kept = FakeOwnTemplates({TEMPLATE: TOLD})
    add = AddTemplates(uow, kept, NAMES, StillClock(NOW), CountedIds())
    decide = DecideTemplates(uow, kept, StillClock(NOW))
    with pytest.raises(Forbidden):
        await add(TECH, AddTemplatesCommand(items=[TOLD]))
    unknown = TemplateTold(name="x", techniques=("T9",), command="id")
    made, refused = await add(RED, AddTemplatesCommand(items=[TOLD, unknown]))
    assert isinstance(made, UUID)
    assert isinstance(refused, Invalid)
    command = DecideTemplatesCommand(template_ids=[made, TEMPLATE, made], decision="approve")
    with pytest.raises(Forbidden):
        await decide(RED, command)
    done, upstream, twice = await decide(LEAD, command)
    assert done == made
    assert isinstance(upstream, NotFound)
    assert isinstance(twice, Invalid)
    assert (await kept.get(made, expected=2)).approval == "approved"


async def test_rules_are_written_by_blue_and_entries_looked_at_by_all_who_test(uow: FakeUnitOfWork) -> None:
    rules = FakeOwnRules([])
    add = AddRule(uow, rules, NAMES, StillClock(NOW), CountedIds())
    with pytest.raises(Forbidden):
        await add(RED, AddRuleCommand(told=RuleTold(title="x")))
    rule = await add(TECH, AddRuleCommand(told=RuleTold(title="x", techniques=(str(technique_id("T1")),))))
    assert rule.told.techniques == ("T1",)
    triages = FakeIntelTriages([ENTRY])
    triage = TriageIntel(uow, triages)
    with pytest.raises(Forbidden):
        await triage(VIEWER, TriageIntelCommand(item_ids=[ENTRY], triage="kept"))
    done, missing = await triage(RED, TriageIntelCommand(item_ids=[ENTRY, uuid4()], triage="kept"))
    assert (done, triages.kept) == (ENTRY, {ENTRY: "kept"})
    assert isinstance(missing, NotFound)
