"""Who there is, and who may change it, over HTTP."""

import asyncio
import json
from uuid import uuid4

import pytest
from identity_support.people import PASSWORD, sign_in, sign_up
from identity_support.serving import ADMIN, Running

from aegis_contracts.identity_users import IDENTITY_USERS

NEW = {"email": "ada@example.test", "name": "Ada", "roles": ["red_tech"], "password": "first-passphrase-of-ada"}


async def published(identity: Running) -> list[dict[str, object]]:
    async with identity.database.raw() as connection:
        rows = await connection.fetch(
            "select headers, value from outbox where topic = $1 order by id", IDENTITY_USERS.name
        )
    return [json.loads(row["headers"]) | json.loads(row["value"]) for row in rows]


async def test_an_admin_makes_a_user_and_others_are_told_without_the_address(identity: Running) -> None:
    admin = await sign_in(identity)
    made = await admin.post("/users", NEW)
    assert made.status_code == 201
    assert made.headers["Location"] == f"/api/v1/users/{made.json()['id']}"
    assert made.headers["ETag"] == '"1"'
    assert made.json()["must_change_password"] is True
    told = (await published(identity))[-1]
    assert told["ce_type"] == "aegis.identity.user.created.v1"
    assert set(told["state"]) == {"id", "name", "roles", "tokens_valid_from"} | (  # type: ignore[call-overload]
        set(told["state"]) & {"teams", "active"}  # type: ignore[call-overload]
    )
    assert "ada@example.test" not in json.dumps(told)
    topic, key, version = made.headers["Aegis-Event"].rsplit("/", 2)
    assert (topic, key, version) == (IDENTITY_USERS.name, made.json()["id"], "1")


async def test_an_address_is_taken_once(identity: Running) -> None:
    admin = await sign_in(identity)
    await admin.post("/users", NEW)
    again = await admin.post("/users", NEW | {"email": "ADA@example.test"})
    assert (again.status_code, again.json()["code"]) == (409, "email_taken")


async def test_all_that_is_wrong_with_a_user_is_said_at_once(identity: Running) -> None:
    admin = await sign_in(identity)
    bad = {"email": "no", "name": " ", "roles": ["emperor", "service"], "teams": [""]}
    answer = await admin.post("/users", bad)
    assert answer.status_code == 422
    assert {fault["pointer"] for fault in answer.json()["errors"]} == {
        "/email", "/name", "/roles/0", "/roles", "/teams/0",
    }  # fmt: skip
    unknown = await admin.post("/users", NEW | {"is_admin": True})
    assert [fault["pointer"] for fault in unknown.json()["errors"]] == ["/is_admin"]
    weak = await admin.post("/users", NEW | {"password": "password1234"})
    assert weak.json()["errors"][0]["pointer"] == "/password"


async def test_only_admins_make_and_change_users(identity: Running) -> None:
    lead = await sign_up(identity, "lead", "red_lead")
    assert (await lead.post("/users", NEW)).status_code == 403
    assert (await lead.patch(f"/users/{lead.id}", {"roles": ["admin"]}, version=1)).status_code == 403
    assert (await lead.post(f"/users/{lead.id}/deactivate", version=1)).status_code == 403
    assert (await lead.post(f"/users/{lead.id}/reset-password")).status_code == 403
    assert (await lead.post(f"/users/{lead.id}/end-sessions")).status_code == 403


async def test_everybody_sees_names_and_roles_but_only_admins_see_addresses(identity: Running) -> None:
    viewer, admin = await sign_up(identity, "viewer", "viewer"), await sign_in(identity)
    seen = (await viewer.get("/users")).json()["items"]
    assert {(one["name"], tuple(one["roles"]), one["email"]) for one in seen} == {
        ("Administrator", ("admin",), None),
        ("viewer", ("viewer",), None),
    }
    assert {one["email"] for one in (await admin.get("/users")).json()["items"]} == {ADMIN, "viewer@example.test"}
    assert (await viewer.get(f"/users/{viewer.id}")).json()["email"] == "viewer@example.test"
    assert (await viewer.get(f"/users/{admin.id}")).json()["email"] is None
    assert (await viewer.get("/users", q="example.test")).json()["items"] == []
    assert (await viewer.get("/users", sort="email")).status_code == 422
    assert len((await admin.get("/users", q="EXAMPLE", sort="-email")).json()["items"]) == 2


async def test_a_guest_sees_nobody(identity: Running) -> None:
    guest = await sign_up(identity, "guest", "guest")
    assert (await guest.get("/users")).status_code == 403
    assert (await guest.get("/auth/me")).status_code == 200


async def test_users_are_listed_by_page_role_and_team(identity: Running) -> None:
    admin = await sign_in(identity)
    for number in range(5):
        await admin.post(
            "/users",
            {"email": f"u{number}@example.test", "name": f"U{number}", "roles": ["blue_tech"], "teams": ["soc"]},
        )
    first = (await admin.get("/users", role=["blue_tech", "viewer"], limit=3, count="true")).json()
    assert ([one["name"] for one in first["items"]], first["total"]) == (["U0", "U1", "U2"], 5)
    rest = (await admin.get("/users", role=["blue_tech", "viewer"], limit=3, cursor=first["next_cursor"])).json()
    assert ([one["name"] for one in rest["items"]], rest["next_cursor"]) == (["U3", "U4"], None)
    assert len((await admin.get("/users", team="soc", active="true")).json()["items"]) == 5
    assert (await admin.get("/users", team="soc", active="false")).json()["items"] == []
    stolen = await admin.get("/api-tokens", cursor=first["next_cursor"])
    assert (stolen.status_code, stolen.json()["code"]) == (400, "bad_cursor")


async def test_whoever_changes_roles_needs_a_new_token_and_may_refresh(identity: Running) -> None:
    person, admin = await sign_up(identity, "ada", "red_tech"), await sign_in(identity)
    version = (await admin.get(f"/users/{person.id}")).json()["version"]
    changed = await admin.patch(f"/users/{person.id}", {"roles": ["red_lead"], "teams": ["red"]}, version=version)
    assert (changed.status_code, changed.json()["roles"]) == (200, ["red_lead"])
    assert int(changed.headers["ETag"].strip('"')) == version + 1
    assert (await person.get("/auth/me")).status_code == 401
    told = (await published(identity))[-1]
    assert (told["ce_type"], told["changed"]) == (
        "aegis.identity.user.changed.v1",
        {"roles": ["red_tech"], "teams": []},
    )
    again = await sign_in(identity, person.email, PASSWORD)
    assert (await again.get("/auth/me")).json()["roles"] == ["red_lead"]


async def test_a_change_against_an_old_version_is_refused(identity: Running) -> None:
    person, admin = await sign_up(identity, "ada", "red_tech"), await sign_in(identity)
    assert (await admin.patch(f"/users/{person.id}", {"name": "B"})).status_code == 428
    stale = await admin.patch(f"/users/{person.id}", {"name": "B"}, version=1)
    assert stale.status_code == 412
    present = int(stale.headers["ETag"].strip('"'))
    assert (await admin.patch(f"/users/{person.id}", {"name": "B"}, version=present)).json()["name"] == "B"
    same = await admin.patch(f"/users/{person.id}", {"name": "B"}, version=present + 1)
    assert same.headers["ETag"] == f'"{present + 1}"'


async def test_a_deactivated_user_is_out_at_once_and_may_come_back(identity: Running) -> None:
    person, admin = await sign_up(identity, "ada", "red_tech"), await sign_in(identity)
    version = (await admin.get(f"/users/{person.id}")).json()["version"]
    gone = await admin.post(f"/users/{person.id}/deactivate", {"reason": "left"}, version=version)
    assert (gone.status_code, gone.json()["active"]) == (200, False)
    assert (await person.get("/auth/me")).status_code == 401
    login = {"email": person.email, "password": PASSWORD}
    assert (await identity.http.post("/api/v1/auth/login", json=login)).status_code == 401
    told = (await published(identity))[-1]
    assert (told["ce_type"], told["reason"]) == ("aegis.identity.user.deactivated.v1", "left")
    twice = await admin.post(f"/users/{person.id}/deactivate", version=version + 1)
    assert (twice.status_code, twice.json()["code"]) == (409, "already_deactivated")
    back = await admin.post(f"/users/{person.id}/reactivate", version=version + 1)
    assert back.json()["active"] is True
    assert (await identity.http.post("/api/v1/auth/login", json=login)).status_code == 200


async def test_the_last_admin_stays(identity: Running) -> None:
    admin = await sign_in(identity)
    for path, body in ((f"/users/{admin.id}/deactivate", {}), (None, {"roles": ["viewer"]})):
        if path is not None:
            answer = await admin.post(path, body, version=1)
        else:
            answer = await admin.patch(f"/users/{admin.id}", body, version=1)
        assert (answer.status_code, answer.json()["code"]) == (409, "last_admin")


async def test_two_admins_cannot_remove_each_other_at_once(identity: Running) -> None:
    first, second = await sign_in(identity), await sign_up(identity, "second", "admin")
    versions = {one.id: (await first.get(f"/users/{one.id}")).json()["version"] for one in (first, second)}
    answers = await asyncio.gather(
        first.post(f"/users/{second.id}/deactivate", version=versions[second.id]),
        second.post(f"/users/{first.id}/deactivate", version=versions[first.id]),
    )
    async with identity.database.raw() as connection:
        assert await connection.fetchval("select count(*) from user_account where active") == 1
    assert min(answer.status_code for answer in answers) == 200


async def test_a_one_time_link_sets_a_password_once(identity: Running) -> None:
    admin = await sign_in(identity)
    made = await admin.post("/users", {"email": "ada@example.test", "name": "Ada", "roles": ["viewer"]})
    path = f"/users/{made.json()['id']}/reset-password"
    earlier = (await admin.post(path)).json()["reset_token"]
    link = (await admin.post(path)).json()
    assert link["reset_url"] is None
    reset = "/api/v1/auth/reset"
    replaced = await identity.http.post(reset, json={"token": earlier, "new_password": PASSWORD})
    assert (replaced.status_code, replaced.json()["code"]) == (403, "bad_link")
    weak = await identity.http.post(reset, json={"token": link["reset_token"], "new_password": "short"})
    assert weak.status_code == 422
    used = await identity.http.post(reset, json={"token": link["reset_token"], "new_password": PASSWORD})
    assert used.status_code == 204
    again = await identity.http.post(reset, json={"token": link["reset_token"], "new_password": PASSWORD})
    assert again.status_code == 403
    ada = await sign_in(identity, "ada@example.test", PASSWORD)
    assert (await ada.get("/auth/me")).json()["must_change_password"] is False


async def test_an_admin_ends_the_sessions_of_others(identity: Running) -> None:
    person, admin = await sign_up(identity, "ada", "viewer"), await sign_in(identity)
    sessions = (await admin.get(f"/users/{person.id}/sessions")).json()["items"]
    assert [one["ended_because"] for one in sessions] == [None, None, "password_changed"]
    assert (await person.get(f"/users/{admin.id}/sessions")).status_code == 403
    assert (await person.get(f"/users/{person.id}/sessions")).status_code == 200
    assert (await admin.delete(f"/users/{person.id}/sessions/{sessions[0]['id']}")).status_code == 204
    assert (await person.get("/auth/me")).status_code == 401
    again = await sign_in(identity, person.email, PASSWORD)
    assert (await admin.post(f"/users/{person.id}/end-sessions")).status_code == 204
    assert (await again.get("/auth/me")).status_code == 401


async def test_what_is_not_there_is_not_found(identity: Running) -> None:
    admin = await sign_in(identity)
    for path in ("/users/{}", "/users/{}/sessions", "/api-tokens/{}"):
        assert (await admin.get(path.format(uuid4()))).status_code == 404
    assert (await admin.get("/users/not-an-id")).status_code == 404


async def test_making_a_user_twice_with_one_key_makes_one(identity: Running) -> None:
    admin = await sign_in(identity)
    key = {"Idempotency-Key": "make-ada"}
    first, again = await admin.post("/users", NEW, **key), await admin.post("/users", NEW, **key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    other = await admin.post("/users", NEW | {"name": "Other"}, **key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


@pytest.mark.parametrize("role", ["viewer", "guest", "auditor"])
async def test_everybody_reads_the_roles_and_the_matrix(identity: Running, role: str) -> None:
    somebody = await sign_up(identity, role, role)
    roles = (await somebody.get("/roles")).json()["items"]
    assert roles[0]["role"] == "admin"
    matrix = {row["action"]: row for row in (await somebody.get("/roles/matrix")).json()["items"]}
    assert matrix["red.review"]["people_only"] is True
    assert matrix["red.review"]["roles"]["red_lead"] == ["any"]
    assert matrix["red.review"]["roles"]["admin"] == []


async def test_every_user_is_told_of_again_with_the_same_ids(identity: Running) -> None:
    from aegis_identity.application.commands.republish import Republish

    await sign_up(identity, "ada", "red_tech")
    before = {event["ce_id"] for event in await published(identity)}
    async with identity.container() as scope:
        assert await (await scope.get(Republish))() == 2
    again = (await published(identity))[-2:]
    assert {event["ce_id"] for event in again} <= before
