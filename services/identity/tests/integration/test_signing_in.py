"""Coming in, staying and going, over HTTP."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from identity_support.people import PASSWORD, Person, sign_in, sign_up
from identity_support.serving import ADMIN, ADMIN_PASSWORD, Running

LOGIN = "/api/v1/auth/login"
REFRESH = "/api/v1/auth/refresh"
ME = "/api/v1/auth/me"


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def login(http: httpx.AsyncClient, email: str = ADMIN, password: str = ADMIN_PASSWORD, **more: Any) -> Any:
    return await http.post(LOGIN, json={"email": email, "password": password, **more})


async def test_the_first_admin_signs_in_with_the_password_of_the_settings(identity: Running) -> None:
    answer = await login(identity.http)
    assert answer.status_code == 200
    assert answer.json()["expires_in_seconds"] == 900
    assert answer.json()["must_change_password"] is False
    assert answer.headers["Cache-Control"] == "no-store"
    me = (await identity.http.get(ME, headers=bearer(answer.json()["access_token"]))).json()
    assert (me["email"], me["roles"]) == (ADMIN, ["admin"])
    assert "users.manage" in me["actions"]
    assert "red.review" not in me["actions"]


async def test_an_address_is_the_same_in_any_case(identity: Running) -> None:
    assert (await login(identity.http, " ADMIN@Example.TEST ")).status_code == 200


async def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(identity: Running) -> None:
    wrong = await identity.http.post(LOGIN, json={"email": ADMIN, "password": "x"}, headers={"X-Request-Id": "r"})
    nobody = await identity.http.post(
        LOGIN, json={"email": "nobody@example.test", "password": "x"}, headers={"X-Request-Id": "r"}
    )
    assert (wrong.status_code, wrong.json()["code"]) == (401, "bad_credentials")
    assert wrong.json() == nobody.json()
    assert set(wrong.headers) == set(nobody.headers)


@pytest.mark.parametrize("email", [ADMIN, "nobody@example.test"])
async def test_after_some_failures_the_next_has_to_wait_whoever_it_is(identity: Running, email: str) -> None:
    for _ in range(5):
        assert (await login(identity.http, email, "wrong")).status_code == 401
    locked = await login(identity.http, email, ADMIN_PASSWORD)
    assert (locked.status_code, locked.json()["code"]) == (429, "locked_out")
    assert 1 <= int(locked.headers["Retry-After"]) <= 10
    assert (await login(identity.http, "other@example.test", "wrong")).status_code == 401


async def test_a_success_forgets_failures(identity: Running) -> None:
    for _ in range(3):
        for _ in range(4):
            await login(identity.http, ADMIN, "wrong")
        assert (await login(identity.http)).status_code == 200


async def test_many_guesses_at_once_are_counted_all(identity: Running) -> None:
    answers = await asyncio.gather(*(login(identity.http, ADMIN, f"wrong-{number}") for number in range(20)))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses.count(401) <= 5
    assert (await login(identity.http)).status_code == 429


async def test_a_refresh_token_is_good_once_and_its_reuse_ends_the_family(identity: Running) -> None:
    first = (await login(identity.http)).json()
    second = (await identity.http.post(REFRESH, json={"refresh_token": first["refresh_token"]})).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert (await identity.http.get(ME, headers=bearer(second["access_token"]))).status_code == 200
    again = await identity.http.post(REFRESH, json={"refresh_token": first["refresh_token"]})
    assert again.status_code == 401
    ended = await identity.http.post(REFRESH, json={"refresh_token": second["refresh_token"]})
    assert ended.status_code == 401
    assert (await identity.http.get(ME, headers=bearer(second["access_token"]))).status_code == 401


async def test_two_refreshes_at_once_are_a_reuse(identity: Running) -> None:
    token = (await login(identity.http)).json()["refresh_token"]
    both = await asyncio.gather(*(identity.http.post(REFRESH, json={"refresh_token": token}) for _ in range(2)))
    assert sorted(answer.status_code for answer in both) == [200, 401]


@pytest.mark.parametrize("token", ["", "aer_unknown", "x" * 200])
async def test_an_unknown_refresh_token_is_refused(identity: Running, token: str) -> None:
    assert (await identity.http.post(REFRESH, json={"refresh_token": token})).status_code == 401


async def test_signing_out_here_ends_this_session_alone(identity: Running) -> None:
    here, there = (await login(identity.http)).json(), (await login(identity.http)).json()
    done = await identity.http.post("/api/v1/auth/logout", headers=bearer(here["access_token"]))
    assert done.status_code == 204
    assert (await identity.http.post(REFRESH, json={"refresh_token": here["refresh_token"]})).status_code == 401
    assert (await identity.http.get(ME, headers=bearer(here["access_token"]))).status_code == 401
    assert (await identity.http.get(ME, headers=bearer(there["access_token"]))).status_code == 200


async def test_signing_out_everywhere_ends_all_sessions_and_tokens(identity: Running) -> None:
    here, there = (await login(identity.http)).json(), (await login(identity.http)).json()
    done = await identity.http.post(
        "/api/v1/auth/logout", json={"everywhere": True}, headers=bearer(here["access_token"])
    )
    assert done.status_code == 204
    for one in (here, there):
        assert (await identity.http.get(ME, headers=bearer(one["access_token"]))).status_code == 401
        assert (await identity.http.post(REFRESH, json={"refresh_token": one["refresh_token"]})).status_code == 401
    assert (await login(identity.http)).status_code == 200


async def test_a_browser_gets_a_cookie_that_scripts_cannot_read(identity: Running) -> None:
    answer = await login(identity.http, cookie=True)
    (cookie,) = answer.headers.get_list("set-cookie")
    assert cookie.startswith("aegis_session=aes_")
    assert {"HttpOnly", "SameSite=strict", "Path=/", "Secure"} <= set(cookie.split("; "))
    body = answer.json()
    assert body["refresh_token"] is None
    csrf = {"X-CSRF-Token": body["csrf_token"]}
    jar = {"Cookie": cookie.partition(";")[0]}
    me = (await identity.http.get(ME, headers=jar)).json()
    assert me["csrf_token"] == body["csrf_token"]
    assert (await identity.http.post(REFRESH, headers=jar)).status_code == 403
    assert (await identity.http.post(REFRESH, headers=jar | csrf)).json()["access_token"]
    assert (await identity.http.post("/api/v1/auth/logout", headers=jar)).status_code == 403
    out = await identity.http.post("/api/v1/auth/logout", headers=jar | csrf)
    assert "Max-Age=0" in out.headers["set-cookie"]
    assert (await identity.http.get(ME, headers=jar)).status_code == 401


async def test_on_the_machine_itself_the_cookie_needs_no_tls(identity: Running) -> None:
    for host in ("127.0.0.1:8080", "localhost", "[::1]:8080"):
        answer = await identity.http.post(
            LOGIN, json={"email": ADMIN, "password": ADMIN_PASSWORD, "cookie": True}, headers={"Host": host}
        )
        assert "Secure" not in answer.headers["set-cookie"]
    spoofed = await identity.http.post(
        LOGIN,
        json={"email": ADMIN, "password": ADMIN_PASSWORD, "cookie": True},
        headers={"Host": "localhost.evil.test"},
    )
    assert "Secure" in spoofed.headers["set-cookie"]


async def test_a_first_password_lets_nobody_do_anything_else(identity: Running) -> None:
    person = await sign_up(identity, "red", "red_tech", choose=False)
    assert (await person.get("/auth/me")).status_code == 200
    refused = await person.get("/users")
    assert (refused.status_code, refused.json()["code"]) == (403, "password_change_needed")
    chosen = await person.post("/auth/password", {"current_password": person.password, "new_password": PASSWORD})
    assert chosen.status_code == 200
    assert (await person.get("/auth/me")).status_code == 401
    again = Person(identity, person.email, PASSWORD, chosen.json()["access_token"], person.id)
    assert (await again.get("/users")).status_code == 200


@pytest.mark.parametrize(
    "new, code",
    [("short", "weak_password"), ("Password12345", "weak_password"), (ADMIN_PASSWORD, "weak_password")],
)
async def test_a_weak_new_password_is_refused_with_its_reason(identity: Running, new: str, code: str) -> None:
    admin = await sign_in(identity, ADMIN, ADMIN_PASSWORD)
    answer = await admin.post("/auth/password", {"current_password": ADMIN_PASSWORD, "new_password": new})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["errors"][0]["pointer"] == "/new_password"


async def test_a_wrong_present_password_is_refused_and_counts(identity: Running) -> None:
    admin = await sign_in(identity, ADMIN, ADMIN_PASSWORD)
    for _ in range(5):
        answer = await admin.post("/auth/password", {"current_password": "wrong", "new_password": PASSWORD})
        assert (answer.status_code, answer.json()["code"]) == (403, "wrong_password")
    locked = await admin.post("/auth/password", {"current_password": ADMIN_PASSWORD, "new_password": PASSWORD})
    assert locked.status_code == 429


async def test_another_password_ends_every_other_session(identity: Running) -> None:
    here, there = await sign_in(identity, ADMIN, ADMIN_PASSWORD), await sign_in(identity, ADMIN, ADMIN_PASSWORD)
    changed = await here.post("/auth/password", {"current_password": ADMIN_PASSWORD, "new_password": PASSWORD})
    assert (await there.get("/auth/me")).status_code == 401
    new = changed.json()
    assert (await identity.http.get(ME, headers=bearer(new["access_token"]))).status_code == 200
    assert (await identity.http.post(REFRESH, json={"refresh_token": new["refresh_token"]})).status_code == 200
    assert (await login(identity.http)).status_code == 401
    assert (await login(identity.http, ADMIN, PASSWORD)).status_code == 200


async def test_sessions_are_listed_and_ended_one_by_one(identity: Running) -> None:
    here = await sign_in(identity, ADMIN, ADMIN_PASSWORD)
    there = await sign_in(identity, ADMIN, ADMIN_PASSWORD)
    listed = (await here.get("/auth/sessions")).json()["items"]
    assert len(listed) == 2
    assert [one["present"] for one in listed].count(True) == 1
    other = next(one for one in listed if not one["present"])
    assert (await here.delete(f"/auth/sessions/{other['id']}")).status_code == 204
    assert (await there.get("/auth/me")).status_code == 401
    assert (await here.get("/auth/me")).status_code == 200


async def test_sign_ins_and_failures_are_in_the_audit_trail(identity: Running) -> None:
    await login(identity.http, ADMIN, "wrong")
    await login(identity.http)
    await login(identity.http, "nobody@example.test", "wrong")
    async with identity.database.raw() as connection:
        rows = await connection.fetch("select value from outbox where topic = 'aegis.audit.entries' order by id")
    entries = [json.loads(row["value"])["state"] for row in rows]
    assert [(entry["action"], entry["outcome"]) for entry in entries] == [
        ("auth.login", "denied"),
        ("auth.login", "done"),
    ]
    assert {entry["actor_name"] for entry in entries} == {"Administrator"}
    assert "wrong" not in json.dumps([entry | {"reason": ""} for entry in entries])


async def test_no_secret_lies_in_the_database_or_on_the_bus_in_the_clear(identity: Running) -> None:
    done = (await login(identity.http)).json()
    cookie = (await login(identity.http, cookie=True)).headers["set-cookie"].partition("=")[2].partition(";")[0]
    async with identity.database.raw() as connection:
        tables = await connection.fetch("select tablename from pg_tables where schemaname = 'identity'")
        dump = ""
        for table in tables:
            rows = await connection.fetch(f"select t::text as row from {table['tablename']} t")
            dump += "\n".join(row["row"] for row in rows)
    for secret in (done["refresh_token"], done["access_token"], cookie, ADMIN_PASSWORD):
        assert secret not in dump
        assert secret.encode().hex() not in dump
