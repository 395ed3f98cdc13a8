"""Scoring configurations over HTTP: made, previewed, activated, audited."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import msgspec
import pytest
import pytest_asyncio
from scoring_builders import ago, named
from scoring_facts import EXECUTION, matrix, technique, validated
from scoring_rig import Rig

from aegis_contracts.audit_entries import AUDIT_ENTRIES
from aegis_contracts.decay import score_at
from aegis_kernel.rights import Role
from aegis_scoring.application.commands.begin_scoring import BeginScoring
from aegis_scoring.application.commands.republish import Republish

CONFIGURATIONS = "/api/v1/scoring-configurations"
T = "T1059.001"


@asynccontextmanager
async def admin_of(rig: Rig) -> AsyncIterator[httpx.AsyncClient]:
    async with rig.use(BeginScoring) as begin:
        assert await begin()
    await rig.hear(matrix(), technique(T), technique("T1105"), validated(T, "detected", ago(10)))
    async with rig.serve() as client:
        client.headers.update(rig.identity.headers(Role.ADMIN, id_=named("admin"), name="Root"))
        yield client


@pytest_asyncio.fixture
async def admin(rig: Rig) -> AsyncIterator[httpx.AsyncClient]:
    async with admin_of(rig) as client:
        yield client


@pytest_asyncio.fixture(scope="module")
async def refused(read_only: Rig) -> AsyncIterator[httpx.AsyncClient]:
    """An admin whose requests come to nothing; version 2 is a draft."""
    async with admin_of(read_only) as client:
        await made(client)
        yield client


async def made(client: httpx.AsyncClient, **what: Any) -> Any:
    answer = await client.post(CONFIGURATIONS, json=what)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"{CONFIGURATIONS}/{answer.json()['version']}"
    return answer.json()


async def test_the_default_is_there_from_the_start_and_active(rig: Rig, admin: httpx.AsyncClient) -> None:
    (first,) = (await admin.get(CONFIGURATIONS)).json()["items"]
    assert (first["version"], first["preset"], first["active"]) == (1, "default", True)
    told = await rig.configurations()
    assert [fact.version for fact in told] == [1, 2]
    async with rig.use(BeginScoring) as begin:
        assert not await begin()


async def test_a_change_makes_a_version_that_scores_nothing_yet(rig: Rig, admin: httpx.AsyncClient) -> None:
    await rig.configurations()
    new = await made(
        admin,
        weights={"freshness": 30},
        half_life_days=45,
        overrides=[{"tactic": "TA0002", "expires_days": 100}],
        reason="quicker",
    )
    assert (new["version"], new["active"], new["by"]) == (2, False, str(named("admin")))
    assert (new["weights"]["freshness"], new["weights"]["tests"], new["half_life_days"]) == (30, 40, 45)
    assert new["overrides"][0]["tactic_id"] == str(EXECUTION)
    (told,) = await rig.configurations()
    assert (told.state.version, told.state.overrides[0].expires_days, told.reason) == (2, 100, "quicker")
    (audited,) = [entry.state for entry in await rig.published(AUDIT_ENTRIES)]
    assert (audited.action, audited.actor_name, audited.reason) == (
        "scoring_configurations.create",
        "Root",
        "quicker",
    )


async def test_a_preview_tells_what_would_move(admin: httpx.AsyncClient) -> None:
    new = await made(admin, half_life_days=10)
    answer = await admin.post(f"{CONFIGURATIONS}/{new['version']}/preview")
    assert answer.status_code == 200, answer.text
    seen = answer.json()
    assert (seen["techniques"], seen["moved"], seen["status_changed"], seen["active_version"]) == (2, 1, 0, 1)
    (item,) = seen["items"]
    assert item["technique"]["attack_id"] == T
    assert item["delta"] == pytest.approx(100 * 15 * (0.5 - 0.5 ** (10 / 90)) / 85)
    assert seen["after"]["in_scope"]["score"] < seen["before"]["in_scope"]["score"]
    unsaved = await admin.post(f"{CONFIGURATIONS}/preview", json={"half_life_days": 10})
    assert unsaved.json()["items"] == seen["items"]


async def test_activation_rescores_everything_at_once(rig: Rig, admin: httpx.AsyncClient) -> None:
    new = await made(admin, half_life_days=10)
    await rig.scores()
    await rig.configurations()
    await rig.published(AUDIT_ENTRIES)
    read = await admin.get(f"{CONFIGURATIONS}/2")
    done = await admin.post(f"{CONFIGURATIONS}/2/activate", headers={"If-Match": read.headers["ETag"]})
    assert done.status_code == 200, done.text
    assert (done.json()["active"], done.headers["ETag"]) == (True, '"2"')
    (score,) = await rig.scores()
    assert score.state.configuration_version == 2
    assert score_at(score.state.score, rig.clock.at) == pytest.approx(100 * 57.5 / 85)
    (told,) = await rig.configurations()
    assert (told.version, told.state.active_from) == (2, rig.clock.at)
    (audited,) = [entry.state for entry in await rig.published(AUDIT_ENTRIES)]
    assert audited.action == "scoring_configurations.activate"
    assert (await admin.get(f"{CONFIGURATIONS}/active")).json()["version"] == new["version"]
    found = (await admin.get(f"/api/v1/scores/techniques/{T}")).json()
    assert found["configuration_version"] == 2


async def test_an_answer_as_of_before_keeps_the_configuration_of_then(rig: Rig, admin: httpx.AsyncClient) -> None:
    rig.clock.at = ago(0)
    before = (await admin.get(f"/api/v1/scores/techniques/{T}")).json()
    rig.clock.at = ago(-1)
    admin.headers.update(rig.identity.headers(Role.ADMIN))
    await made(admin, half_life_days=10)
    done = await admin.post(f"{CONFIGURATIONS}/2/activate", headers={"If-Match": '"1"'})
    assert done.status_code == 200
    again = await admin.get(f"/api/v1/scores/techniques/{T}", params={"as_of": before["as_of"]})
    assert again.json() == before


@pytest.mark.parametrize(
    "headers, status, code",
    [({}, 428, "needs_version"), ({"If-Match": '"7"'}, 412, "stale"), ({"If-Match": "*"}, 428, "needs_version")],
)
async def test_an_activation_says_what_it_was_decided_on(
    refused: httpx.AsyncClient, headers: dict[str, str], status: int, code: str
) -> None:
    answer = await refused.post(f"{CONFIGURATIONS}/2/activate", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_the_active_version_is_not_activated_again(refused: httpx.AsyncClient) -> None:
    answer = await refused.post(f"{CONFIGURATIONS}/1/activate", headers={"If-Match": '"2"'})
    assert (answer.status_code, answer.json()["code"]) == (409, "already_active")


@pytest.mark.parametrize(
    "body, pointer",
    [
        ({"weights": {"tests": -1}}, "/weights/tests"),
        ({"half_life_days": 0}, "/half_life_days"),
        ({"overrides": [{"platform": "Linux", "expires_days": 999}]}, "/overrides/0/expires_days"),
        ({"overrides": [{"tactic": "TA9999", "expires_days": 9}]}, "/overrides/0/tactic"),
        ({"colour": "red"}, "/colour"),
        ({"preset": "other"}, "/preset"),
    ],
)
async def test_what_is_wrong_is_named(refused: httpx.AsyncClient, body: dict[str, Any], pointer: str) -> None:
    answer = await refused.post(CONFIGURATIONS, json=body)
    assert answer.status_code == 422, answer.text
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
    assert len((await refused.get(CONFIGURATIONS)).json()["items"]) == 2


async def test_nan_is_no_weight(refused: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await refused.post(CONFIGURATIONS, content=b'{"weights": {"tests": NaN}}', headers=headers)
    assert answer.status_code == 400


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
async def test_only_an_admin_configures(read_only: Rig, refused: httpx.AsyncClient, role: Role) -> None:
    headers = read_only.identity.headers(role) | {"If-Match": '"1"'}
    for path in ("", "/1/preview", "/preview", "/1/activate"):
        assert (await refused.post(CONFIGURATIONS + path, json={}, headers=headers)).status_code == 403, path
    expected = 403 if role is Role.GUEST else 200
    assert (await refused.get(f"{CONFIGURATIONS}/1", headers=headers)).status_code == expected


async def test_everything_published_is_said_again_with_its_versions(rig: Rig, admin: httpx.AsyncClient) -> None:
    await made(admin)
    first = {**{fact.id: fact for fact in await rig.scores()}}
    configurations = {fact.key: fact for fact in await rig.configurations()}
    async with rig.use(Republish) as republish:
        assert await republish() == 3
    (score,) = await rig.scores()
    assert score.id in first
    assert msgspec.json.encode(score.state) == msgspec.json.encode(first[score.id].state)
    again = {fact.key: fact for fact in await rig.configurations()}
    assert {key: (fact.id, fact.state) for key, fact in again.items()} == {
        key: (fact.id, fact.state) for key, fact in configurations.items()
    }
