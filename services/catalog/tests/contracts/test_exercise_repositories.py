"""What the repositories of deployments, associations, implementations and of our own templates and rules promise, held
for the ones in memory and the ones on PostgreSQL alike."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from catalog_support.claims import facts, technique, technique_id
from catalog_support.clock import StillClock
from catalog_support.exercise import defence, exercise_id, rule, template
from catalog_support.exercise_fakes import (
    FakeAssociations,
    FakeDeployments,
    FakeImplementations,
    FakeIntelTriages,
    FakeOwnRules,
    FakeOwnTemplates,
    FakeTechniqueNames,
)
from catalog_support.knowledge import intel
from catalog_support.people import LEAD, TECH
from catalog_support.service import CatalogForTests

from aegis_catalog.adapters.persistence.migrations import MIGRATIONS
from aegis_catalog.application.associations.ports import Associations
from aegis_catalog.application.defences.ports import Implementations
from aegis_catalog.application.deployments.ports import Deployments
from aegis_catalog.application.finding.techniques import TechniqueNames
from aegis_catalog.application.intel.ports import IntelTriages
from aegis_catalog.application.organisation.ports import Tools
from aegis_catalog.application.own_rules.ports import OwnRules
from aegis_catalog.application.own_templates.ports import OwnTemplates
from aegis_catalog.domain.deployment import Deployment
from aegis_catalog.domain.deployment_sync import SyncRow
from aegis_catalog.domain.implementation import Implementation
from aegis_catalog.domain.own_rule import OwnRule, RuleTold
from aegis_catalog.domain.own_template import OwnTemplate, TemplateTold
from aegis_catalog.domain.people import person
from aegis_catalog.domain.tool import Description, Tool
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_kernel.errors import NotFound, RuleBroken, Stale
from aegis_testkit.plugin_postgres import ServiceDatabase

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
RULE, OTHER = (exercise_id("sigma", "rule", key) for key in ("r1", "r2"))
TEMPLATE, DEFENCE = exercise_id("atomic", "template", "t1"), exercise_id("d3fend", "defence", "D3-A")
TOOL = UUID("01900000-0000-7000-8000-000000000001")
ENTRY_CLAIM = intel("e1", "T1")
ENTRY = ENTRY_CLAIM.content_id
BY = person(LEAD)

Opened = Callable[[type[Any]], Any]
Having = Callable[[], AbstractAsyncContextManager[Opened]]


def in_memory() -> Having:
    told = TemplateTold(name="Upstream's", techniques=("T1",), platforms=("Windows",), executor="sh", command="id")
    made: dict[type[Any], Any] = {
        Deployments: FakeDeployments({RULE: ("r1", "Rule r1"), OTHER: ("r2", "Rule r2")}, [TOOL]),
        Associations: FakeAssociations(),
        Implementations: FakeImplementations(),
        OwnTemplates: FakeOwnTemplates({TEMPLATE: told}),
        OwnRules: FakeOwnRules([RULE, OTHER]),
        IntelTriages: FakeIntelTriages([ENTRY]),
        TechniqueNames: FakeTechniqueNames({"T1": technique_id("T1")}),
    }

    @asynccontextmanager
    async def opened() -> AsyncIterator[Opened]:
        yield lambda port: made[port]

    return opened


def on_postgres(catalog: CatalogForTests) -> Having:
    ports = (Deployments, Associations, Implementations, OwnTemplates, OwnRules, IntelTriages, TechniqueNames, Tools)

    @asynccontextmanager
    async def opened() -> AsyncIterator[Opened]:
        async with catalog.container() as scope, await scope.get(SqlUnitOfWork) as uow:
            made = {port: await scope.get(port) for port in ports}
            yield lambda port: made[port]
            await uow.commit()

    return opened


@pytest.fixture(params=["memory", "postgres"])
async def having(request: pytest.FixtureRequest, service_database: ServiceDatabase) -> AsyncIterator[Having]:
    if request.param == "memory":
        yield in_memory()
        return
    catalog = CatalogForTests(await service_database(MIGRATIONS), StillClock(NOW))
    upstream = template("t1", "T1", name="Upstream's", command="id", executor="sh")
    items = [technique("T1"), rule("r1", "T1"), rule("r2", "T1"), upstream, defence("D3-A", "T1"), ENTRY_CLAIM]
    await catalog.hear(facts(*items))
    opened = on_postgres(catalog)
    async with opened() as port:
        tool = Tool(TOOL)
        tool.describe(Description(name="EDR", kind="edr"))
        await port(Tools).save(tool)
    yield opened
    await catalog.container.close()


async def test_deployments_are_kept_found_and_count_on(having: Having) -> None:
    first = Deployment(rule_id=RULE, tool_id=TOOL, status="enabled", since=NOW, local_id="x", version=1)
    async with having() as port:
        await port(Deployments).save([first], BY)
    async with having() as port:
        assert await port(Deployments).of([(RULE, TOOL), (OTHER, TOOL)]) == {(RULE, TOOL): first}
        assert await port(Deployments).in_tool(TOOL) == {RULE: first}
        with pytest.raises(NotFound):
            await port(Deployments).in_tool(uuid4())
        rows = [
            SyncRow(line=1, rule=str(RULE)), SyncRow(line=2, key="r2"), SyncRow(line=3, local_id="x"),
            SyncRow(line=4, title="Rule r2"), SyncRow(line=5, rule="no id"),
        ]  # fmt: skip
        known = await port(Deployments).known(TOOL, rows)
        assert (RULE in known.ids, known.keys["r2"], known.local_ids["x"], known.titles["Rule r2"]) == (
            True, [OTHER], [RULE], [OTHER],
        )  # fmt: skip
    async with having() as port:
        second = replace(first, status="disabled", since=NOW + timedelta(days=1), version=2)
        await port(Deployments).save([second], BY)
        await port(Deployments).save([], BY, gone=[second])
        assert await port(Deployments).of([(RULE, TOOL)]) == {}
    async with having() as port:
        await port(Deployments).save([first], BY)
        assert (await port(Deployments).of([(RULE, TOOL)]))[RULE, TOOL].version == 3


async def test_verdicts_are_taken_for_any_pairs_in_any_order(having: Having) -> None:
    pairs = [(RULE, TEMPLATE), (OTHER, TEMPLATE)]
    async with having() as port:
        for verdict in ("confirmed", "confirmed", "dismissed", None, None):
            await port(Associations).set(pairs, verdict, BY, "Because.")
        await port(Associations).set([], "confirmed", BY, "")


async def test_an_implementation_is_kept(having: Having) -> None:
    first = Implementation(defence_id=DEFENCE, status="planned", tool_id=TOOL, owner="Tom", since=NOW, version=1)
    async with having() as port:
        assert await port(Implementations).of([DEFENCE]) == {}
        await port(Implementations).save([first], BY, "Planned.")
    async with having() as port:
        assert await port(Implementations).of([DEFENCE]) == {DEFENCE: first}
        await port(Implementations).save([replace(first, status="implemented", version=2)], BY, None)
    async with having() as port:
        assert (await port(Implementations).of([DEFENCE]))[DEFENCE].status == "implemented"


async def test_what_is_made_of_entries_is_kept_of_those_that_are_there(having: Having) -> None:
    async with having() as port:
        for word in ("kept", "kept", "dismissed", "new"):
            assert set(await port(IntelTriages).set([ENTRY, uuid4()], word, BY, "")) == {ENTRY}


async def test_own_templates_are_kept_with_their_versions(having: Having) -> None:
    made = OwnTemplate(uuid4(), TemplateTold(name="Ours", techniques=("T1",), command="x"), person(TECH))
    made.begin(NOW)
    async with having() as port:
        await port(OwnTemplates).save([made])
    async with having() as port:
        found = await port(OwnTemplates).get(made.id, expected=1)
        assert (found.told, found.author, found.writers, found.approval) == (
            made.told, made.author, made.writers, "draft",
        )  # fmt: skip
        found.approve(BY, NOW)
        await port(OwnTemplates).save([found])
    async with having() as port:
        with pytest.raises(Stale):
            await port(OwnTemplates).get(made.id, expected=1)
        with pytest.raises(NotFound):
            await port(OwnTemplates).get(uuid4(), expected=None)
        with pytest.raises(RuleBroken):
            await port(OwnTemplates).get(TEMPLATE, expected=None)
        found = (await port(OwnTemplates).several([made.id, TEMPLATE]))[made.id]
        assert (found.version, found.approval, found.approved_by, found.writers) == (2, "approved", BY, frozenset())
        upstream = await port(OwnTemplates).told(TEMPLATE)
        assert (upstream.name, upstream.techniques, upstream.command) == ("Upstream's", ("T1",), "id")


async def test_own_rules_are_kept(having: Having) -> None:
    made = OwnRule(uuid4(), RuleTold(title="Ours", techniques=("T1",), severity="low", body="b"), authors=("Tom",))
    made.begin(NOW)
    async with having() as port:
        await port(OwnRules).save(made)
    async with having() as port:
        found = await port(OwnRules).get(made.id, expected=1)
        assert (found.told, found.authors, found.retired) == (made.told, ("Tom",), False)
        found.retire("Noisy.", NOW)
        await port(OwnRules).save(found)
    async with having() as port:
        assert (await port(OwnRules).get(made.id, expected=2)).retired
        with pytest.raises(Stale):
            await port(OwnRules).get(made.id, expected=1)
        with pytest.raises(RuleBroken):
            await port(OwnRules).get(RULE, expected=None)
        with pytest.raises(NotFound):
            await port(OwnRules).get(uuid4(), expected=None)


async def test_techniques_are_named_by_id_and_public_id(having: Having) -> None:
    async with having() as port:
        named = [str(technique_id("T1")), "t1", "T9", str(uuid4())]
        assert await port(TechniqueNames).public_ids(named) == ["T1", "T1", None, None]
