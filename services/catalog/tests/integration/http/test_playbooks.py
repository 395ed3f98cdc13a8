"""Playbooks over HTTP, and what a blind test hides."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from catalog_support.claims import technique_id
from catalog_support.client import Client
from catalog_support.service import CatalogForTests

from aegis_catalog.bootstrap.groups import PROJECTIONS
from aegis_chassis.messaging.rebuild import rebuild
from aegis_contracts.testing_tests import TESTING_TESTS, PersonRef, Procedure, TestState
from aegis_kernel.facts import Fact
from aegis_kernel.ids import event_id
from aegis_kernel.rights import Role
from aegis_testkit.memory_bus import MemoryBus

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TEST = uuid4()
PLAYBOOKS = "/techniques/T1059/playbooks"
SEES = (Role.RED_TECH, Role.RED_LEAD, Role.ADMIN, Role.AUDITOR)
SEES_NOT = (Role.BLUE_TECH, Role.BLUE_LEAD, Role.VIEWER, Role.SERVICE)


def state_of_test(version: int, technique: UUID, **fields: Any) -> Fact[TestState]:
    """A test's state as testing tells it."""
    state = TestState(
        id=TEST, number=1, technique_id=technique, drafted_technique_id=technique, attack_id="", technique_name="",
        procedure=Procedure(key="", name=""), author=PersonRef(id=uuid4(), name="Rita"), drafted_at=NOW,
        review_policy="dual", **({"state": "red_executing", "blind": True} | fields),
    )  # fmt: skip
    key = str(TEST)
    return Fact(
        topic=TESTING_TESTS.name, key=key, version=version, type=TESTING_TESTS.types["TestRecorded"],
        id=event_id(TESTING_TESTS.name, key, version), time=NOW, state=state,
    )  # fmt: skip


async def attack_playbook(client: Client) -> str:
    """The address of an attack playbook of T1059."""
    body = {"kind": "attack", "title": "How to", "text": "Run it."}
    made = await client.as_(Role.RED_TECH, name="Rita")("POST", PLAYBOOKS, body)
    assert made.status_code == 201, made.text
    return str(made.headers["Location"]).removeprefix("/api/v1")


async def test_versions_are_kept_and_an_old_one_is_restored_as_a_new_one(
    client: Client, catalog: CatalogForTests
) -> None:
    tech = client.as_(Role.BLUE_TECH, name="Tom")
    await catalog.events()
    made = await tech("POST", PLAYBOOKS, {"kind": "response", "title": "Isolate  host", "text": "One."})
    assert (made.status_code, made.json()["title"]) == (201, "Isolate host")
    path = made.headers["Location"].removeprefix("/api/v1")
    lead = client.as_(Role.RED_LEAD)
    revised = await lead("PATCH", path, {"text": "Two."}, etag=made.headers["ETag"])
    assert (revised.json()["versions_count"], revised.json()["updated_by"]["name"]) == (2, "Lena")
    restored = await tech("POST", f"{path}/restore", {"number": 1}, etag=revised.headers["ETag"])
    assert (restored.json()["text"], restored.json()["versions"][2]["restored"]) == ("One.", 1)
    assert (await client.get(path)).json() == restored.json()
    present = await tech("POST", f"{path}/restore", {"number": 3}, etag=restored.headers["ETag"])
    assert (present.status_code, present.json()["code"]) == (409, "version_present")
    missing = await tech("POST", f"{path}/restore", {"number": 9}, etag=restored.headers["ETag"])
    assert missing.status_code == 404
    assert (await tech("PATCH", path, {"text": "x"}, etag=made.headers["ETag"])).status_code == 412
    assert (await tech("DELETE", path, etag=restored.headers["ETag"])).status_code == 204
    assert await client.items(PLAYBOOKS) == []
    assert (await client.get(path)).json()["withdrawn_by"]["name"] == "Tom"
    audited = [data["state"]["object_type"] for name, _, _, data in await catalog.events("audit")]
    assert audited.count("playbook") == 4


async def test_lists_are_by_kind(client: Client) -> None:
    await attack_playbook(client)
    tech = client.as_(Role.BLUE_TECH, name="Tom")
    await tech("POST", PLAYBOOKS, {"kind": "detection", "title": "See", "text": "Look."})
    assert [one["kind"] for one in await client.items(PLAYBOOKS, kind="detection")] == ["detection"]
    assert {one["kind"] for one in await client.items(PLAYBOOKS)} == {"attack", "detection"}
    assert (await client.get("/techniques/T9/playbooks")).status_code == 404
    assert (await client.get("/techniques/T%00/playbooks")).status_code == 404
    for wrong, pointer in (({"text": " "}, "/text"), ({"title": "\n"}, "/title"), ({"text": "x" * 65537}, "/text")):
        refused = await tech("POST", PLAYBOOKS, {"kind": "detection", "title": "t", "text": "t"} | wrong)
        assert refused.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize(
    "hidden_by",
    [technique_id("T1059"), UUID(int=0), uuid4()],
    ids=["the technique", "a redacted technique", "a technique that nobody knows"],
)
async def test_a_blind_test_hides_attack_playbooks_from_all_who_do_not_know_of_it(
    client: Client, catalog: CatalogForTests, hidden_by: UUID
) -> None:
    path = await attack_playbook(client)
    await client.as_(Role.RED_TECH)("POST", PLAYBOOKS, {"kind": "response", "title": "Isolate", "text": "Do."})
    await catalog.hear([state_of_test(1, hidden_by)])
    for role in SEES:
        assert {one["kind"] for one in await client.as_(role).items(PLAYBOOKS)} == {"attack", "response"}
        assert (await client.as_(role).get(path)).status_code == 200
    for role in SEES_NOT:
        assert [one["kind"] for one in await client.as_(role).items(PLAYBOOKS)] == ["response"]
        assert (await client.as_(role).get(path)).status_code == 404
    blue = client.as_(Role.BLUE_LEAD)
    for answer in (
        await blue("PATCH", path, {"text": "x"}, etag='"1"'),
        await blue("POST", f"{path}/restore", {"number": 1}, etag='"1"'),
        await blue("DELETE", path, etag='"1"'),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "playbook_not_found")


@pytest.mark.parametrize(
    "after",
    [{"blind": False}, {"state": "validated"}, {"state": "cancelled"}, {"deleted_at": NOW}],
    ids=["revealed", "validated", "cancelled", "deleted"],
)
async def test_they_are_back_once_the_test_is_revealed_or_over(
    client: Client, catalog: CatalogForTests, after: dict[str, Any]
) -> None:
    path = await attack_playbook(client)
    await catalog.hear([state_of_test(1, technique_id("T1059"))], [state_of_test(2, technique_id("T1059"), **after)])
    assert (await client.as_(Role.BLUE_TECH).get(path)).status_code == 200


async def test_a_rebuild_shows_nothing_that_was_hidden(client: Client, catalog: CatalogForTests) -> None:
    path = await attack_playbook(client)
    await catalog.hear([state_of_test(1, technique_id("T1078"), blind=False)])
    await catalog.hear([state_of_test(2, technique_id("T1059"))])
    await rebuild(catalog.database, MemoryBus(), PROJECTIONS)
    assert (await client.as_(Role.BLUE_TECH).get(path)).status_code == 404
    await catalog.hear([state_of_test(1, technique_id("T1078"), blind=False)])
    assert (await client.as_(Role.BLUE_TECH).get(path)).status_code == 404


async def test_a_blind_test_of_another_technique_hides_nothing_here(client: Client, catalog: CatalogForTests) -> None:
    path = await attack_playbook(client)
    await catalog.hear([state_of_test(1, technique_id("T1078"))])
    assert (await client.as_(Role.BLUE_TECH).get(path)).status_code == 200
