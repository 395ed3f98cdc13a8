"""What the service does about what others tell it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from testing_support.database import put
from testing_support.people import BELA, BERT, BRIT, ROSA, RUTH
from testing_support.service import Suite
from testing_support.tests import POWERSHELL, Desk

from aegis_chassis.messaging.handler import Handler
from aegis_contracts.catalog_organisation import (
    CATALOG_ORGANISATION,
    OrganisationState,
    PolicyState,
    ScopeState,
    ToolState,
)
from aegis_contracts.catalog_successions import CATALOG_SUCCESSIONS, SomeTests, SuccessionState
from aegis_contracts.catalog_techniques import CATALOG_TECHNIQUES, TechniqueState
from aegis_contracts.catalog_templates import CATALOG_TEMPLATES, TemplateState
from aegis_contracts.identity_users import IDENTITY_USERS, UserState
from aegis_contracts.imported.templates import Argument
from aegis_contracts.testing_tests import TESTING_TESTS, TestState
from aegis_kernel.facts import Fact, Topic
from aegis_kernel.ids import event_id
from aegis_testing.application.commands.republish import Republish
from aegis_testing.bootstrap.groups import PROJECTIONS

NEW, NEWEST = UUID(int=2001), UUID(int=2002)


def fact(topic: Topic[Any], key: str, version: int, state: Any) -> Fact[Any]:
    return Fact(
        topic=topic.name,
        key=key,
        version=version,
        type=next(iter(topic.types.values())),
        id=event_id(topic.name, key, version),
        time=datetime.now(UTC),
        state=state,
    )


def technique(id_: UUID, attack_id: str, version: int = 1, state: str = "active") -> Fact[Any]:
    told = TechniqueState(
        id=id_, attack_id=attack_id, name=f"Named {attack_id}", state=state, domains=("enterprise",), tactics=(),
        platforms=("Windows",),
    )  # fmt: skip
    return fact(CATALOG_TECHNIQUES, str(id_), version, told)


def succession(old: UUID, target: UUID, version: int = 1, undone: bool = False) -> Fact[Any]:
    return fact(CATALOG_SUCCESSIONS, str(old), version, SuccessionState(old_id=old, target_id=target, undone=undone))


async def hear(suite: Suite, *facts: Fact[Any]) -> int:
    from aegis_kernel.clock import SystemClock

    return await Handler(PROJECTIONS, suite.service.container, SystemClock()).apply(facts)


async def published(suite: Suite) -> Sequence[Fact[TestState]]:
    """What lies in the outbox of tests, and takes it out."""
    from msgspec import json

    from aegis_chassis.messaging.envelope import decode

    async with suite.database.raw() as connection:
        rows = await connection.fetch("delete from outbox returning id, topic, key, headers, value")
    ours = [row for row in sorted(rows, key=lambda row: row["id"]) if row["topic"] == TESTING_TESTS.name]
    return [decode(TESTING_TESTS, row["key"], json.decode(row["headers"]), row["value"]) for row in ours]


@pytest.fixture
async def tests(suite: Suite, desk: Desk) -> dict[str, Any]:
    made = {"draft": desk.drafted(), "validated": desk.validated()}
    await put(suite.database, *made.values())
    await published(suite)
    return made


async def test_tests_follow_a_succession_and_come_back(suite: Suite, tests: dict[str, Any]) -> None:
    await hear(suite, technique(NEW, "T2001"), succession(POWERSHELL.id, NEW))
    told = await published(suite)
    assert {one.type for one in told} == {"aegis.testing.test.retargeted.v1"}
    assert {(one.state.technique_id, one.state.attack_id, one.state.drafted_technique_id) for one in told} == {
        (NEW, "T2001", POWERSHELL.id)
    }
    assert all(one.changed["technique_id"] == str(POWERSHELL.id) for one in told)
    assert {one.causation_id for one in told} == {str(event_id(CATALOG_SUCCESSIONS.name, str(POWERSHELL.id), 1))}
    listed = await suite.get(ROSA, "/tests?technique=T2001")
    assert len(listed["items"]) == 2

    await hear(suite, succession(POWERSHELL.id, NEW, version=2, undone=True))
    back = await published(suite)
    assert [one.state.technique_id for one in back] == [POWERSHELL.id] * 2
    assert await hear(suite, succession(POWERSHELL.id, NEW, version=2, undone=True)) == 0
    assert await published(suite) == []


async def test_a_chain_is_followed_to_its_end_whatever_comes_first(suite: Suite, tests: dict[str, Any]) -> None:
    await hear(suite, succession(POWERSHELL.id, NEW), succession(NEW, NEWEST))
    assert await published(suite) == []
    await hear(suite, technique(NEWEST, "T2002"))
    assert {one.state.technique_id for one in await published(suite)} == {NEWEST}
    await hear(suite, technique(NEW, "T2001"), succession(NEW, NEWEST, version=2, undone=True))
    assert {one.state.technique_id for one in await published(suite)} == {NEW}


async def test_a_circle_does_not_run_for_ever(suite: Suite, tests: dict[str, Any]) -> None:
    await hear(suite, technique(NEW, "T2001"), succession(POWERSHELL.id, NEW), succession(NEW, POWERSHELL.id))
    assert len(await published(suite)) <= 2


async def test_tests_that_a_person_chose_go_where_they_said_and_the_others_stay(
    suite: Suite, tests: dict[str, Any]
) -> None:
    chosen = tests["validated"].id

    def told(version: int, **fields: Any) -> Fact[Any]:
        state = SuccessionState(old_id=POWERSHELL.id, cause="decided", **fields)
        return fact(CATALOG_SUCCESSIONS, str(POWERSHELL.id), version, state)

    async def ends() -> dict[UUID, UUID]:
        return {one.state.id: one.state.technique_id for one in await published(suite)}

    split = SomeTests(target_id=NEW, test_ids=(chosen,))
    await hear(suite, technique(NEW, "T2001"), technique(NEWEST, "T2002"))
    await hear(suite, told(1, target_id=NEW, test_ids=(chosen,)))
    assert await ends() == {chosen: NEW}
    assert (await suite.draft(ROSA))["technique"]["attack_id"] == "T1059.001"
    await published(suite)
    await hear(suite, told(2, target_id=NEWEST, splits=(split,)))
    moved = await ends()
    assert chosen not in moved
    assert set(moved.values()) == {NEWEST}
    assert len(moved) == 2
    await hear(suite, told(3, target_id=NEWEST, splits=(split,), undone=True))
    assert set((await ends()).values()) == {POWERSHELL.id}


async def test_a_line_stays_together_where_its_technique_is_split(suite: Suite, tests: dict[str, Any]) -> None:
    chosen = tests["validated"].id
    await hear(suite, technique(NEW, "T2001"))
    await hear(
        suite,
        fact(
            CATALOG_SUCCESSIONS,
            str(POWERSHELL.id),
            1,
            SuccessionState(old_id=POWERSHELL.id, target_id=NEW, cause="decided", test_ids=(chosen,)),
        ),
    )
    await published(suite)
    rerun = await suite.act(RUTH, {"id": str(chosen)}, "rerun")
    assert rerun["technique"]["attack_id"] == "T2001"
    await published(suite)
    await hear(suite, technique(NEWEST, "T2002"), technique(NEW, "T2001", version=2))
    assert await published(suite) == []
    await hear(
        suite,
        fact(
            CATALOG_SUCCESSIONS,
            str(POWERSHELL.id),
            2,
            SuccessionState(old_id=POWERSHELL.id, target_id=NEW, cause="decided", test_ids=(chosen,), undone=True),
        ),
    )
    assert {one.state.technique_id for one in await published(suite)} == {POWERSHELL.id}


async def test_a_draft_of_a_followed_technique_is_one_of_its_successor(suite: Suite) -> None:
    await hear(suite, technique(NEW, "T2001"), technique(POWERSHELL.id, "T1059.001", state="revoked"))
    await hear(suite, succession(POWERSHELL.id, NEW))
    test = await suite.draft(ROSA)
    assert test["technique"]["attack_id"] == "T2001"
    assert test["drafted_technique_id"] == str(POWERSHELL.id)


async def test_whoever_leaves_frees_open_sides(suite: Suite, desk: Desk) -> None:
    running, done = desk.started(), desk.validated()
    await put(suite.database, running, done)
    await published(suite)
    gone = UserState(
        id=BELA.id, name="Bela", roles=("blue_tech",), active=False, tokens_valid_from=datetime(2020, 1, 1, tzinfo=UTC)
    )
    await hear(suite, fact(IDENTITY_USERS, str(BELA.id), 5, gone))
    [told] = await published(suite)
    assert told.key == str(running.id)
    assert told.state.blue.assignee is None
    assert told.state.red.assignee is not None
    assert (await suite.get(ROSA, f"/tests/{done.id}"))["blue"]["assignee"]["name"] == "Bela"
    claimed = await suite.act(BRIT, {"id": str(running.id)}, "claim/blue")
    assert claimed["blue"]["assignee"]["name"] == "Brit"


async def test_the_organisations_policy_scope_and_tools_count(suite: Suite, desk: Desk) -> None:
    def told(key: str, item: Any, version: int = 1) -> Fact[Any]:
        return fact(CATALOG_ORGANISATION, key, version, OrganisationState(item=item))

    tool = uuid4()
    await hear(
        suite,
        told("policy/-", PolicyState(review="self", skew_tolerance_seconds=7)),
        told("scope/-", ScopeState(environments=("range",))),
        told(f"tool/{tool}", ToolState(id=tool, name="Range SIEM", type="siem")),
    )
    test = desk.in_review(RUTH, BERT)
    await put(suite.database, test)
    assert (await suite.get(RUTH, f"/tests/{test.id}"))["review_policy"] == "self"
    assert (await suite.act(RUTH, {"id": str(test.id)}, "red/approve"))["red"]["status"] == "approved"
    other = await suite.draft(ROSA, ROSA)
    await suite.act(ROSA, other, "start")
    other = await suite.act(
        ROSA, other, "executions", {"platform": "Linux", "environment": "Range", "outcome": "succeeded"}
    )
    assert other["executions"][0]["environment"] == "range"
    seen = {"execution_id": other["executions"][0]["id"], "tool": "range siem", "rung": "none"}
    other = await suite.act(BERT, other, "observations", seen)
    assert other["observations"][0]["tool_id"] == str(tool)


async def test_republishing_says_the_same_again(suite: Suite, tests: dict[str, Any]) -> None:
    async with suite.database.raw() as connection:
        await connection.execute("delete from outbox")
    draft = await suite.draft(ROSA)
    await suite.send(ROSA, "DELETE", f"/tests/{draft['id']}", version=draft["version"])
    first = await published(suite)
    async with suite.service.container() as scope:
        count = await (await scope.get(Republish))()
    again = await published(suite)
    assert count == len(again) == 3
    by_key = {one.key: one for one in again}
    assert by_key[draft["id"]].id == first[-1].id
    assert by_key[draft["id"]].type == first[-1].type == "aegis.testing.test.deleted.v1"
    assert by_key[draft["id"]].state == first[-1].state
    validated = by_key[str(tests["validated"].id)]
    assert (validated.type, validated.state.state) == ("aegis.testing.test.validated.v1", "validated")


async def test_a_test_is_drafted_by_a_template_that_the_catalogue_told_of(suite: Suite) -> None:
    told = TemplateState(
        id=UUID(int=5001),
        source="atomic",
        upstream_key="x",
        name="Encode it",
        state="active",
        technique_ids=(POWERSHELL.id,),
        platforms=("Windows",),
        executor="powershell",
        command="run #{what}",
        arguments=(Argument(name="what", default="calc"),),
    )
    asked = {"template": {"id": str(told.id)}}
    early = await suite.send(ROSA, "POST", "/tests", asked)
    assert (early.status_code, early.headers["Retry-After"]) == (404, "1")
    await hear(suite, fact(CATALOG_TEMPLATES, str(told.id), 1, told))
    made = await suite.send(ROSA, "POST", "/tests", asked)
    assert made.status_code == 201, made.text
    procedure = made.json()["procedure"]
    assert (procedure["command"], procedure["rendered"], procedure["template_revision"]) == (
        "run #{what}",
        "run calc",
        1,
    )
    path = f"/tests/{made.json()['id']}"
    filled = await suite.send(ROSA, "PATCH", path, {"arguments": {"what": "notepad"}}, version=made.json()["version"])
    assert filled.json()["procedure"]["rendered"] == "run notepad"
    both = {"arguments": {"what": "x"}, "procedure": {"name": "y"}}
    refused = await suite.send(ROSA, "PATCH", path, both, version=filled.json()["version"])
    assert (refused.status_code, {one["pointer"] for one in refused.json()["errors"]}) == (
        422,
        {"/procedure", "/arguments"},
    )
