"""An upgrade of ATT&CK over HTTP: previewed, applied, decided on, undone."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from catalog_support.claims import facts, outline_of, technique, technique_id
from catalog_support.client import Client
from catalog_support.exercise import template
from catalog_support.service import CatalogForTests
from catalog_support.upgrading import AFTER, BEFORE, OUTCOMES, applied, drafted, id_of_test, previewed

from aegis_catalog.bootstrap.service import begin_organisation
from aegis_kernel.rights import Role
from aegis_testkit.http import serving


@pytest.fixture
async def lead(catalog: CatalogForTests) -> AsyncIterator[Client]:
    """A lead's client of a catalogue at 18.1."""
    await catalog.hear(applied(BEFORE, "18.1"))
    await begin_organisation(catalog.container)
    async with serving(catalog.app(), raise_errors=False) as http:
        yield Client(http, catalog, Role.RED_LEAD, name="Lena")


async def upgrade_of(client: Client, **query: object) -> dict[str, Any]:
    [found] = await client.items("/attack-upgrades", **query)
    return found


async def post(client: Client, path: str, body: object = None) -> httpx.Response:
    """A command on the upgrade as it is."""
    there = (await client("GET", "/".join(path.split("/")[:3]))).headers["ETag"]
    return await client("POST", path, body, etag=there)


async def decide(
    client: Client, upgrade: dict[str, Any], technique: str, target: str, **more: object
) -> httpx.Response:
    body = {"technique": technique, "target": target, **more}
    return await post(client, f"/attack-upgrades/{upgrade['id']}/decisions", body)


async def undo(client: Client, upgrade: dict[str, Any], place: int = 0) -> httpx.Response:
    """Undoes what was decided last."""
    made = await client.items(f"/attack-upgrades/{upgrade['id']}/decisions")
    path = f"/attack-upgrades/{upgrade['id']}/decisions/{made[place]['id']}/undo"
    return await post(client, path, {"reason": "It was wrong."})


async def successions(catalog: CatalogForTests) -> dict[str, Any]:
    """What the topic says last, by the old technique."""
    names = {str(technique_id(f"T{number}")): f"T{number}" for number in range(1, 11)}
    return {names[data["state"]["old_id"]]: data["state"] for *_, data in await catalog.events("catalog.successions")}


async def test_a_dry_run_of_a_later_release_is_a_preview_by_name(lead: Client) -> None:
    await lead.catalog.hear([drafted("one", "T2"), drafted("other", "T7", now="T2")])
    await lead("POST", "/techniques/T3/notes", {"text": "Ours."})
    await lead.catalog.hear([previewed()])
    upgrade = await upgrade_of(lead)
    assert (upgrade["domain"], upgrade["from_release"], upgrade["to_release"]) == ("enterprise", "18.1", "19.1")
    assert (upgrade["state"], upgrade["applied_at"], upgrade["latest"]) == ("previewed", None, True)
    assert upgrade["counts"] == {"added": 3, "unchanged": 2, "changed": 1, "carried": 2, "to_decide": 3, "open": 3}
    path = f"/attack-upgrades/{upgrade['id']}"
    listed = {row["attack_id"]: row for row in await lead.items(f"{path}/techniques")}
    assert {key: (row["outcome"], row["why"]) for key, row in listed.items()} == OUTCOMES
    assert listed["T2"]["successor"]["attack_id"] == listed["T7"]["successor"]["attack_id"] == "T9"
    assert (listed["T2"]["before"]["state"], listed["T2"]["after"]["state"]) == ("active", "revoked")
    assert (listed["T2"]["ours"], listed["T7"]["ours"], listed["T3"]["ours"]) == (
        {"tests": 1},
        {"tests": 1},
        {"notes": 1},
    )
    assert sorted(listed["T4"]["fields"]) == ["name", "tactics"]
    assert [row["attack_id"] for row in await lead.items(f"{path}/techniques", ours="true")] == ["T2", "T3", "T7"]
    assert [row["attack_id"] for row in await lead.items(f"{path}/techniques", open="true")] == ["T3", "T5", "T6"]
    assert [row["attack_id"] for row in await lead.items(f"{path}/techniques", outcome="carried", q="t7")] == ["T7"]
    assert (await lead.get("/techniques/T2")).json()["state"] == "active"


async def test_an_upgrade_is_applied_by_its_run_and_makes_way_for_the_next(lead: Client) -> None:
    await lead.catalog.hear([previewed()])
    made = await upgrade_of(lead)
    await lead.catalog.hear(applied(AFTER, "19.1", version=2))
    upgrade = await upgrade_of(lead)
    assert (upgrade["id"], upgrade["state"], upgrade["counts"]) == (made["id"], "applied", made["counts"])
    await lead.catalog.hear([outline_of("19.2", *AFTER[:-1], run="dry run 2")])
    await lead.catalog.hear(applied([*AFTER[:-1], technique("T10.001", deprecated=True)], "20.0", version=3))
    states = {row["to_release"]: row["state"] for row in await lead.items("/attack-upgrades")}
    assert states == {"19.1": "applied", "19.2": "superseded", "20.0": "applied"}
    releases = {row["release"]: row["present"] for row in await lead.items("/attack-releases")}
    assert releases == {"18.1": False, "19.1": False, "19.2": False, "20.0": True}


async def test_an_earlier_release_can_be_compared_and_is_no_upgrade(lead: Client) -> None:
    await lead.catalog.hear([outline_of("9.0", *BEFORE[:4])])
    assert await lead.items("/attack-upgrades") == []
    counts = (
        await lead.get("/attack-releases/compare/counts", domain="enterprise", **{"from": "9.0", "to": "18.1"})
    ).json()
    assert (counts["added"], counts["unchanged"], counts["gone"]) == (6, 2, 0)


async def test_the_same_release_and_one_without_any_difference_are_no_upgrade(lead: Client) -> None:
    await lead.catalog.hear(
        [outline_of("18.1", *BEFORE, run="1"), outline_of("unknown (2026-01-01)", *BEFORE, run="2")]
    )
    assert await lead.items("/attack-upgrades") == []


async def test_what_changed_between_two_releases_is_told_by_name(lead: Client) -> None:
    await lead.catalog.hear([previewed()])
    query = {"domain": "enterprise", "from": "18.1", "to": "19.1"}
    listed = {row["attack_id"]: row for row in await lead.items("/attack-releases/compare", **query)}
    assert {key: row["changes"] for key, row in listed.items()} == {
        "T1": ["unchanged"], "T2": ["revoked"], "T3": ["deprecated"], "T4": ["renamed", "moved", "changed"],
        "T5": ["revoked"], "T6": ["revoked"], "T7": ["unchanged"], "T8": ["unchanged"],
        "T9": ["added"], "T10": ["added"], "T10.001": ["added"],
    }  # fmt: skip
    assert listed["T2"]["after"]["revoked_by"]["attack_id"] == "T9"
    assert (listed["T4"]["before"]["tactics"], listed["T4"]["after"]["tactics"]) == (["TA0002"], ["TA0005"])
    assert (listed["T4"]["before"]["name"], listed["T4"]["after"]["name"]) == ("Technique T4", "Renamed")
    assert listed["T10.001"]["after"]["parent"] == "T10"
    assert [row["attack_id"] for row in await lead.items("/attack-releases/compare", change="moved", **query)] == ["T4"]
    backwards = query | {"from": "19.1", "to": "18.1"}
    gone = await lead.items("/attack-releases/compare", change="gone", **backwards)
    assert [row["attack_id"] for row in gone] == ["T10", "T10.001", "T9"]
    for path in ("/attack-releases/compare", "/attack-releases/compare/counts"):
        unknown = await lead.get(path, **(query | {"to": "7.0"}))
        assert (unknown.status_code, unknown.json()["code"]) == (404, "release_not_known")


async def test_what_is_ours_follows_upstream_and_decisions_and_is_led_back(
    lead: Client,
) -> None:
    admin = lead.as_(Role.ADMIN, name="Ada")
    for key in ("T2", "T3"):
        etag = (await admin("GET", "/organisation")).headers["ETag"]
        body = {"technique_id": key, "reason": "Not here."}
        assert (await admin("POST", "/organisation/exclusions", body, etag=etag)).status_code == 201
        await lead("POST", f"/techniques/{key}/notes", {"text": f"Of {key}."})

    known = ["T2", "T3"]

    async def ours() -> dict[str, list[str]]:
        excluded = [row["technique"]["attack_id"] for row in await lead.items("/organisation/exclusions")]
        noted = [f"{key}: {note['text']}" for key in known for note in await lead.items(f"/techniques/{key}/notes")]
        return {"excluded": excluded, "noted": noted}

    assert await ours() == {"excluded": ["T2", "T3"], "noted": ["T2: Of T2.", "T3: Of T3."]}
    known += ["T9", "T1"]
    await lead.catalog.hear(applied(AFTER, "19.1", version=2))
    assert await ours() == {"excluded": ["T9", "T3"], "noted": ["T3: Of T3.", "T9: Of T2."]}
    upgrade = await upgrade_of(lead)
    await lead.catalog.events()
    assert (await lead.get("/techniques/T3/review")).json()["review_state"] == "review_required"
    made = await decide(lead, upgrade, "T3", "T1", reason="Much alike.")
    assert (made.status_code, made.json()["counts"]["open"]) == (201, 2)
    said = await successions(lead.catalog)
    assert set(said) == {"T3"}
    assert (said["T3"]["target_id"], said["T3"]["cause"]) == (str(technique_id("T1")), "decided")
    assert await ours() == {"excluded": ["T9", "T1"], "noted": ["T9: Of T2.", "T1: Of T3."]}
    causes = [cause["cause"] for cause in (await lead.get("/techniques/T3/review")).json()["causes"]]
    assert causes == ["upstream_changed"]
    [told] = await lead.items(f"/attack-upgrades/{upgrade['id']}/techniques", q="T3")
    assert [(one["target"]["attack_id"], one["by"]["name"]) for one in told["decisions"]] == [("T1", "Lena")]

    again = await decide(lead, upgrade, "T2", "T1")
    assert again.status_code == 201
    assert (await ours())["noted"] == ["T1: Of T2.", "T1: Of T3."]
    assert (await undo(lead, upgrade)).status_code == 200
    assert (await undo(lead, upgrade, place=1)).json()["counts"]["open"] == 3
    assert await ours() == {"excluded": ["T9", "T3"], "noted": ["T3: Of T3.", "T9: Of T2."]}
    said = await successions(lead.catalog)
    assert (said["T3"]["undone"], said["T2"]["undone"], said["T2"]["cause"]) == (True, False, "revoked")


async def test_what_is_decided_before_takes_effect_when_the_upgrade_is_applied(lead: Client) -> None:
    await lead.catalog.hear([previewed()])
    upgrade = await upgrade_of(lead)
    await lead.catalog.events()
    assert (await decide(lead, upgrade, "T3", "T9")).status_code == 201
    assert await successions(lead.catalog) == {}
    await lead.catalog.hear(applied(AFTER, "19.1", version=2))
    said = await successions(lead.catalog)
    assert said["T3"]["target_id"] == str(technique_id("T9"))
    assert (await lead.get("/techniques/T3")).json()["successor"]["attack_id"] == "T9"


async def test_some_tests_can_go_elsewhere_while_the_rest_follows_upstream(lead: Client) -> None:
    await lead.catalog.hear([drafted("one", "T6"), drafted("two", "T6")])
    await lead.catalog.hear(applied(AFTER, "19.1", version=2))
    upgrade = await upgrade_of(lead)
    await lead.catalog.events()
    chosen = str(id_of_test("one"))
    made = await decide(lead, upgrade, "T6", "T10.001", tests=[chosen])
    assert made.status_code == 201
    said = (await successions(lead.catalog))["T6"]
    assert (said["target_id"], said["test_ids"]) == (str(technique_id("T10")), None)
    assert said["splits"] == [{"target_id": str(technique_id("T10.001")), "test_ids": [chosen]}]
    twice = await decide(lead, upgrade, "T6", "T10", tests=[chosen])
    assert (twice.status_code, twice.json()["code"]) == (409, "decided_already")
    assert (await undo(lead, upgrade)).status_code == 200
    assert (await successions(lead.catalog))["T6"]["splits"] == []


async def test_some_tests_of_a_technique_that_stays_can_go_elsewhere(lead: Client) -> None:
    await lead.catalog.hear([drafted("one", "T1"), drafted("two", "T1")])
    await lead.catalog.hear(applied(AFTER, "19.1", version=2))
    upgrade = await upgrade_of(lead)
    await lead.catalog.events()
    chosen = str(id_of_test("one"))
    assert (await decide(lead, upgrade, "T1", "T9", tests=[chosen])).status_code == 201
    said = (await successions(lead.catalog))["T1"]
    assert (said["target_id"], said["test_ids"]) == (str(technique_id("T9")), [chosen])
    assert (await lead.get("/techniques/T1")).json()["successor"] is None
    assert (await undo(lead, upgrade)).status_code == 200
    assert (await successions(lead.catalog))["T1"]["undone"] is True


@pytest.mark.parametrize(
    "technique, target, tests, pointer",
    [
        ("T3", "T3", "all", "/target"),
        ("T3", "T5", "all", "/target"),
        ("T3", "T99", "all", "/target"),
        ("T1", "T9", "all", "/tests"),
        ("T3", "T9", [str(UUID(int=9))], "/tests/0"),
    ],
    ids=["itself", "not active", "unknown", "one that stays", "no test of it"],
)
async def test_a_decision_that_cannot_be_is_refused_by_field(
    lead: Client, technique: str, target: str, tests: object, pointer: str
) -> None:
    await lead.catalog.hear([previewed()])
    answer = await decide(lead, await upgrade_of(lead), technique, target, tests=tests)
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


async def test_decisions_are_past_once_another_upgrade_was_applied(lead: Client) -> None:
    await lead.catalog.hear(applied(AFTER, "19.1", version=2))
    upgrade = await upgrade_of(lead)
    assert (await decide(lead, upgrade, "T3", "T1")).status_code == 201
    lead.catalog.clock.pass_seconds(60)
    await lead.catalog.hear(applied([*AFTER[:-1], technique("T10.001", deprecated=True)], "20.0", version=3))
    late = await undo(lead, upgrade)
    assert (late.status_code, late.json()["code"]) == (409, "upgrade_is_past")
    assert (await lead.get("/techniques/T3")).json()["successor"]["attack_id"] == "T1"
    newer = next(row for row in await lead.items("/attack-upgrades") if row["to_release"] == "20.0")
    target = await decide(lead, newer, "T10.001", "T3")
    assert target.json()["errors"][0]["pointer"] == "/target"
    assert (await decide(lead, newer, "T10.001", "T10")).status_code == 201


async def test_a_decision_needs_the_version_that_was_read(lead: Client) -> None:
    await lead.catalog.hear([previewed()])
    upgrade = await upgrade_of(lead)
    path = f"/attack-upgrades/{upgrade['id']}"
    body = {"technique": "T3", "target": "T9"}
    assert (await lead("POST", f"{path}/decisions", body)).status_code == 428
    etag = (await lead("GET", path)).headers["ETag"]
    assert (await lead("POST", f"{path}/decisions", body, etag=etag)).status_code == 201
    assert (await lead("POST", f"{path}/decisions", {"technique": "T5", "target": "T9"}, etag=etag)).status_code == 412


async def test_applying_asks_import_for_the_run_that_was_previewed(lead: Client) -> None:
    await lead.catalog.hear([previewed()])
    upgrade = await upgrade_of(lead)
    await lead.catalog.events()
    path = f"/attack-upgrades/{upgrade['id']}/apply"
    assert (await post(lead, path)).status_code == 403
    admin = lead.as_(Role.ADMIN, name="Ada")
    answer = await post(admin, path)
    assert (answer.status_code, answer.json()["requested_at"] is None) == (202, False)
    [(_, type_, _, data)] = await lead.catalog.events("import.requests")
    assert type_ == "aegis.import.requested.v1"
    assert data["state"]["previewed_run_id"] == upgrade["run_id"]
    await lead.catalog.hear(applied(AFTER, "19.1", version=2))
    assert (await post(admin, path)).json()["code"] == "upgrade_is_applied"


async def test_hearing_a_dry_run_again_previews_it_again(lead: Client) -> None:
    await lead.catalog.hear([previewed()], [previewed()])
    first = await upgrade_of(lead)
    await lead.catalog.hear([outline_of("19.1", *AFTER[:-1], run="dry run 2")])
    again = await upgrade_of(lead)
    assert (again["id"], again["counts"]["added"]) == (first["id"], 2)
    assert again["run_id"] != first["run_id"]


async def test_names_in_upstreams_text_follow_a_decision_too(lead: Client) -> None:
    await lead.catalog.hear(facts(template("A", "T3"), run="atomic"))
    await lead.catalog.hear(applied(AFTER, "19.1", version=2))
    upgrade = await upgrade_of(lead)
    assert (await decide(lead, upgrade, "T3", "T1")).status_code == 201
    assert (await lead.get("/techniques/T1")).json()["counts"]["templates"] == 1
    assert [row["name"] for row in await lead.items("/techniques/T1/templates")] == ["Template A"]
    await undo(lead, upgrade)
    assert (await lead.get("/techniques/T1")).json()["counts"]["templates"] == 0
    assert (await lead.get("/techniques/T3")).json()["counts"]["templates"] == 1


async def test_a_preview_takes_one_query_however_much_hangs_on_it(lead: Client, queries: list[str]) -> None:
    await lead.catalog.hear([previewed()])
    path = f"/attack-upgrades/{(await upgrade_of(lead))['id']}"
    for read in ("/attack-upgrades", path, f"{path}/techniques?ours=false&open=true&count=true"):
        await lead.get(read)
        queries.clear()
        assert (await lead.get(read)).status_code == 200
        assert len(queries) == 1, read


async def test_whatever_people_keep_follows_is_told_and_comes_back(lead: Client) -> None:
    admin = lead.as_(Role.ADMIN, name="Ada")
    etag = (await admin.get("/organisation/profile")).headers["ETag"]
    lists = {"lists": [{"name": "Crown jewels", "techniques": ["T3", "T1"]}]}
    assert (await admin("PATCH", "/organisation/profile", lists, etag=etag)).status_code == 200
    assert (await lead("POST", "/organisation/tags", {"name": "crown", "techniques": ["T3"]})).status_code == 201
    book = {"kind": "detection", "title": "Look", "text": "Here."}
    assert (await lead("POST", "/techniques/T3/playbooks", book)).status_code == 201
    uses = {"name": "Us", "techniques": [{"technique": "T3"}]}
    assert (await lead("POST", "/threat-actors", uses)).status_code == 201
    await lead.catalog.hear(applied(AFTER, "19.1", version=2))
    upgrade = await upgrade_of(lead)
    [kept] = await lead.items(f"/attack-upgrades/{upgrade['id']}/techniques", q="T3", ours="true")
    assert kept["ours"] == {"own_actors": 1, "playbooks": 1, "profile": 1, "tags": 1}

    async def hanging() -> dict[str, list[str]]:
        return {
            key: [
                *(f"tag {row['name']}" for row in await lead.items("/organisation/tags", technique=key)),
                *(f"playbook {row['title']}" for row in await lead.items(f"/techniques/{key}/playbooks")),
                *(f"actor {row['name']}" for row in await lead.items(f"/techniques/{key}/actors")),
            ]
            for key in ("T1", "T3")
        }

    async def said() -> dict[str, Any]:
        """What the topics say now of the tag, the profile and the actor: the techniques, by public id."""
        names = {str(technique_id(key)): key for key in ("T1", "T3")}
        found: dict[str, Any] = {}
        for topic, _, _, data in await lead.catalog.events():
            state = data["state"]
            if "organisation" in topic and state["item"]["kind"] == "tag":
                found["tag"] = [names[id_] for id_ in state["item"]["technique_ids"]]
            if "organisation" in topic and state["item"]["kind"] == "profile":
                found["profile"] = [names[id_] for one in state["item"]["lists"] for id_ in one["technique_ids"]]
            if "actors" in topic:
                found["actor"] = [names[use["technique_id"]] for use in state["uses"]]
        return found

    before = await hanging()
    assert before == {"T1": [], "T3": ["tag crown", "playbook Look", "actor Us"]}
    await said()
    assert (await decide(lead, upgrade, "T3", "T1")).status_code == 201
    assert await said() == {"tag": ["T1"], "profile": ["T1"], "actor": ["T1"]}
    assert await hanging() == {"T1": before["T3"], "T3": []}
    assert (await undo(lead, upgrade)).status_code == 200
    assert await said() == {"tag": ["T3"], "profile": ["T3", "T1"], "actor": ["T3"]}
    assert await hanging() == before


async def test_a_release_that_was_applied_before_any_were_kept_is_previewed_from_its_claims(lead: Client) -> None:
    await lead.catalog.rows("truncate release, release_technique")
    await lead.catalog.hear([previewed()])
    upgrade = await upgrade_of(lead)
    assert upgrade["counts"] == {"added": 3, "unchanged": 2, "changed": 1, "carried": 2, "to_decide": 3, "open": 3}
