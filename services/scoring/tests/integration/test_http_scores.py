"""Scores over HTTP."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from scoring_builders import NOW, ago, named
from scoring_facts import ATestOf, actor, matrix, result, scope, software, technique, validated
from scoring_rig import Rig

from aegis_kernel.rights import Role

V1 = "/api/v1"
T = "T1059.001"
OTHER = "T1105"
PARENT = "T1059"


async def tell(rig: Rig) -> None:
    """Two techniques in scope, one of them detected ten days ago and one untested; their parent; one left out."""
    await rig.hear(
        matrix(),
        scope(at=ago(300), platforms=("Windows", "Linux"), excluded={"T1200": None, "T1201": date(2026, 1, 1)}),
        *(technique(name, at=ago(300)) for name in (PARENT, T, OTHER, "T1200")),
        software("S0001", [OTHER]),
        actor("G0016", direct=[T], campaign=["T1200"], software=["S0001"]),
        validated(T, "detected", ago(10), name="1", at=ago(9)),
    )


@pytest_asyncio.fixture
async def told(rig: Rig) -> None:
    await tell(rig)


@pytest_asyncio.fixture(scope="module")
async def reader(read_only: Rig) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who reads what nobody changes."""
    await tell(read_only)
    async with read_only.serve() as served:
        served.headers.update(read_only.identity.headers(Role.VIEWER))
        yield served


async def read(client: httpx.AsyncClient, path: str, **query: Any) -> Any:
    answer = await client.get(V1 + path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


FRESH = 15 * 0.5 ** (10 / 90)
SCORE = 100 * (40 + FRESH + 10) / 85


async def test_a_technique_is_read_by_its_id_and_by_its_public_id(reader: httpx.AsyncClient) -> None:
    found = await read(reader, f"/scores/techniques/{T}")
    assert found == await read(reader, f"/scores/techniques/{named(T)}")
    assert found["technique"] == {"id": str(named(T)), "attack_id": T, "name": f"Technique {T}"}
    assert (found["status"], found["flags"], found["in_scope"]) == ("validated", ["single"], True)
    assert found["score"] == pytest.approx(SCORE)
    assert found["displayed"] == round(SCORE, 1)
    assert found["proven"] + found["assumed"] == pytest.approx(found["score"])
    assert (found["tests"], found["lines"], found["configuration_version"]) == (1, 1, 1)


async def test_the_list_is_filtered_sorted_and_paged(reader: httpx.AsyncClient) -> None:
    listed = await read(reader, "/scores/techniques", sort="-score", limit=1, count="true", in_scope="true")
    assert [item["technique"]["attack_id"] for item in listed["items"]] == [T]
    assert listed["total"] == 2
    rest = await read(
        reader, "/scores/techniques", sort="-score", limit=1, in_scope="true", cursor=listed["next_cursor"]
    )
    assert [item["technique"]["attack_id"] for item in rest["items"]] == [OTHER]
    assert rest["next_cursor"] is None
    for query, expected in (
        ({"status": "validated"}, [T]),
        ({"status": ["validated", "not_evaluated"], "tactic": "TA0002"}, [PARENT, T, OTHER, "T1200"]),
        ({"tactic": "persistence"}, []),
        ({"flag": "single"}, [T]),
        ({"q": "1105"}, [OTHER]),
        ({"platform": "windows", "in_scope": "false"}, [PARENT, "T1200"]),
        ({"state": "revoked"}, []),
    ):
        items = (await read(reader, "/scores/techniques", **query))["items"]
        assert [item["technique"]["attack_id"] for item in items] == expected, query


async def test_an_explanation_shows_everything_the_score_is_made_of(reader: httpx.AsyncClient) -> None:
    found = await read(reader, f"/scores/techniques/{T}/explanation")
    assert found["score"] == pytest.approx(SCORE)
    assert (found["as_of"], found["configuration_version"], found["preset"]) == ("2026-11-24T12:00:00Z", 1, "default")
    factors = {factor["name"]: factor for factor in found["factors"]}
    assert list(factors) == ["tests", "detection_rules", "defences", "freshness", "platform_diversity"]
    assert factors["tests"] == {
        "name": "tests",
        "proven": True,
        "applies": True,
        "inputs": {"lines": 1, "sum_of_values": 1.0},
        "value": 1.0,
        "weight": 40.0,
        "points": pytest.approx(4000 / 85),
    }
    assert factors["defences"]["applies"] is False
    assert factors["freshness"]["value"] == pytest.approx(FRESH / 15)
    assert factors["platform_diversity"]["inputs"] == {"platforms_in_scope": ["Windows"], "proven": ["Windows"]}
    assert sum(factor["points"] for factor in factors.values()) == pytest.approx(found["score"])
    (test,) = found["tests"]
    assert (test["id"], test["number"], test["result"], test["value"]) == (str(named("test 1")), 1, "detected", 1.0)
    assert test["procedure"] == {"key": "p", "name": "Procedure p"}
    assert (test["age_days"], test["validated_at"]) == (10.0, "2026-11-15T12:00:00Z")
    assert found["valid_until"] == "2027-11-14T12:00:00.000001Z"


async def test_as_of_before_the_validation_nothing_was_tested(reader: httpx.AsyncClient) -> None:
    before = await read(reader, f"/scores/techniques/{T}", as_of=ago(9.5).isoformat())
    assert (before["status"], before["score"], before["tests"]) == ("not_evaluated", 0.0, 0)
    after = await read(reader, f"/scores/techniques/{T}", as_of=ago(9).isoformat())
    assert after["status"] == "validated"
    explained = await read(reader, f"/scores/techniques/{T}/explanation", as_of=ago(9.5).isoformat())
    assert explained["tests"] == []
    whole = await read(reader, "/scores/organisation", as_of=ago(9.5).isoformat())
    assert (whole["score"], whole["over"]["tested"]["n"], whole["over"]["in_scope"]["n"]) == (0.0, 0, 2)


async def test_before_the_catalogue_told_of_it_a_technique_was_not_tested(reader: httpx.AsyncClient) -> None:
    found = await read(reader, f"/scores/techniques/{T}", as_of=ago(400).isoformat())
    assert (found["status"], found["score"]) == ("not_evaluated", 0.0)
    assert (await read(reader, "/scores/techniques", as_of=ago(400).isoformat()))["items"] == []


async def test_asking_again_as_of_the_instant_that_was_answered_gives_the_same(reader: httpx.AsyncClient) -> None:
    for path in (f"/scores/techniques/{T}", "/scores/organisation", "/coverage", f"/scores/techniques/{T}/explanation"):
        now = await read(reader, path)
        assert await read(reader, path, as_of=now["as_of"]) == now


@pytest.mark.usefixtures("told")
async def test_a_score_may_be_asked_for_by_any_configuration(rig: Rig, client: httpx.AsyncClient) -> None:
    admin = rig.identity.headers(Role.ADMIN)
    made = await client.post(f"{V1}/scoring-configurations", json={"half_life_days": 10}, headers=admin)
    number = made.json()["version"]
    found = await read(client, f"/scores/techniques/{T}", configuration=number)
    assert found["score"] == pytest.approx(100 * (40 + 7.5 + 10) / 85)
    assert found["configuration_version"] == number
    listed = await read(client, "/scores/techniques", configuration=number, q=T)
    assert listed["items"][0]["score"] == found["score"]
    assert (await client.get(f"{V1}/coverage", params={"configuration": 77})).status_code == 422


async def test_tactics_count_a_technique_in_each_of_theirs(reader: httpx.AsyncClient) -> None:
    items = (await read(reader, "/scores/tactics", domain="enterprise"))["items"]
    assert [item["tactic"]["attack_id"] for item in items] == ["TA0002", "TA0003"]
    over = items[0]["over"]
    assert (over["in_scope"]["n"], over["tested"]["n"], over["untested"]) == (2, 1, 1)
    assert over["in_scope"]["score"] == pytest.approx(SCORE / 2)
    assert over["tested"]["score"] == pytest.approx(SCORE)
    assert items[1]["over"]["in_scope"] == {
        "n": 0,
        "score": None,
        "displayed": None,
        "proven": None,
        "assumed": None,
    }


async def test_an_actor_is_the_mean_of_what_it_uses(reader: httpx.AsyncClient) -> None:
    (item,) = (await read(reader, "/scores/actors"))["items"]
    assert (item["actor"]["attack_id"], item["used"], item["over"]["in_scope"]["n"]) == ("G0016", 2, 1)
    assert item["over"]["in_scope"]["score"] == pytest.approx(SCORE)
    one = await read(reader, "/scores/actors/g0016", software="true")
    assert (one["score"]["used"], one["score"]["over"]["untested"]) == (3, 1)
    assert [item["technique"]["attack_id"] for item in one["techniques"]] == [T, OTHER, "T1200"]
    assert (await reader.get(f"{V1}/scores/actors/G9999")).status_code == 404


async def test_the_organisation_has_three_denominators_and_says_what_it_leaves_out(reader: httpx.AsyncClient) -> None:
    found = await read(reader, "/scores/organisation")
    assert found["score"] == pytest.approx(SCORE / 2)
    assert (found["over"]["in_scope"]["n"], found["over"]["tested"]["n"]) == (2, 1)
    assert found["over"]["in_profile"] is None
    assert found["scope"]["platforms"] == ["Windows", "Linux"]
    (left_out,) = found["exclusions"]
    assert (left_out["technique"]["attack_id"], left_out["reason"], left_out["until"]) == ("T1200", "not ours", None)


async def test_coverage_counts_techniques_in_scope(reader: httpx.AsyncClient) -> None:
    found = await read(reader, "/coverage")
    total = found["total"]
    assert (found["techniques"], total["in_scope"], total["tested"], total["untested"]) == (4, 2, 1, 1)
    assert total["by_status"] == {
        "not_evaluated": 1,
        "in_progress": 0,
        "not_covered": 0,
        "partial": 0,
        "validated": 1,
    }
    assert total["by_flag"]["single"] == 1
    assert (total["proven_share"]["part"], total["proven_share"]["n"], total["proven_share"]["value"]) == (1, 2, 0.5)
    assert [item["counts"]["in_scope"] for item in found["by_tactic"]] == [2, 0]


@pytest.mark.usefixtures("told")
async def test_the_history_tells_every_change_and_its_cause(rig: Rig, client: httpx.AsyncClient) -> None:
    retest = ATestOf(T, "2", retest_of=named("test 1"))
    await rig.hear(retest.drafted(ago(3)), retest.validated(result("not_detected", ago(2)), at=ago(1)))
    rig.clock.at = NOW + timedelta(days=400)
    client.headers.update(rig.identity.headers(Role.VIEWER))
    found = await read(client, f"/scores/techniques/{T}/history")
    assert [(point["status"], point["causes"][0]["kind"]) for point in found["items"]] == [
        ("not_evaluated", "age"),
        ("not_covered", "test"),
        ("validated", "test"),
        ("validated", "test"),
        ("not_evaluated", "scope"),
    ]
    assert found["items"][2]["flags"] == ["retest_open", "single"]
    first = await read(client, f"/scores/techniques/{T}/history", limit=2)
    second = await read(client, f"/scores/techniques/{T}/history", limit=2, cursor=first["next_cursor"])
    third = await read(client, f"/scores/techniques/{T}/history", limit=2, cursor=second["next_cursor"])
    assert [*first["items"], *second["items"], *third["items"]] == found["items"]
    assert third["next_cursor"] is None


@pytest.mark.usefixtures("told")
async def test_what_has_not_changed_is_not_sent_again(rig: Rig, client: httpx.AsyncClient) -> None:
    for path in ("/scores/techniques", f"/scores/techniques/{T}", "/scores/organisation", "/coverage"):
        first = await client.get(V1 + path)
        again = await client.get(V1 + path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        rig.clock.at += timedelta(seconds=3)
        assert (await client.get(V1 + path, headers={"If-None-Match": first.headers["ETag"]})).status_code == 304
        rig.clock.at -= timedelta(seconds=3)
    etag = (await client.get(f"{V1}/coverage")).headers["ETag"]
    await rig.hear(validated(OTHER, "not_detected", ago(1), name="3"))
    assert (await client.get(f"{V1}/coverage", headers={"If-None-Match": etag})).status_code == 200


@pytest.mark.usefixtures("told")
async def test_a_score_that_has_expired_is_right_before_anybody_rescored_it(
    rig: Rig, client: httpx.AsyncClient
) -> None:
    rig.clock.at = NOW + timedelta(days=400)
    client.headers.update(rig.identity.headers(Role.VIEWER))
    (item,) = (await read(client, "/scores/techniques", q=T))["items"]
    assert (item["status"], item["flags"], item["score"]) == ("not_evaluated", ["expired"], 0.0)


@pytest.mark.parametrize(
    "path, query, status, code",
    [
        ("/scores/techniques/T9999", {}, 404, "technique_not_found"),
        ("/scores/techniques", {"as_of": "2027-01-01T00:00:00Z"}, 422, "bad_as_of"),
        ("/scores/techniques", {"as_of": "2026-01-01T00:00:00"}, 422, "bad_as_of"),
        ("/scores/techniques", {"sort": "colour"}, 422, "bad_sort"),
        ("/scores/techniques", {"tactic": "TA9999"}, 422, "unknown_tactic"),
        ("/scores/techniques", {"colour": "red"}, 422, "unknown_parameter"),
        (f"/scores/techniques/{T}/history", {"sort": "at"}, 422, "bad_sort"),
    ],
)
async def test_a_wrong_question_is_told_so(
    reader: httpx.AsyncClient, path: str, query: dict[str, str], status: int, code: str
) -> None:
    answer = await reader.get(V1 + path, params=query)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.headers["Content-Type"].startswith("application/problem+json")


async def test_nobody_reads_scores_without_a_right(rig: Rig) -> None:
    async with rig.serve() as client:
        for path in ("/scores/techniques", "/scores/organisation", "/coverage", "/scores/actors", "/scores/tactics"):
            assert (await client.get(V1 + path)).status_code == 401
            guest = await client.get(V1 + path, headers=rig.identity.headers(Role.GUEST))
            assert guest.status_code == 403


async def test_an_empty_house_answers(client: httpx.AsyncClient) -> None:
    assert (await read(client, "/scores/techniques"))["items"] == []
    assert (await read(client, "/scores/organisation"))["score"] is None
    assert (await read(client, "/coverage"))["total"]["proven_share"]["value"] is None
