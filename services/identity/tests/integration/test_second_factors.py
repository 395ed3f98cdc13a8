"""Second factors over HTTP."""

import asyncio
import base64
import json
from datetime import UTC, datetime
from typing import Any

import httpx
from identity_support.people import PASSWORD, Person, sign_in, sign_up
from identity_support.serving import Running

from aegis_identity.domain.totp import code_of, step_at


async def login(identity: Running, email: str, code: str | None = None) -> httpx.Response:
    body: dict[str, Any] = {"email": email, "password": PASSWORD}
    return await identity.http.post("/api/v1/auth/login", json=body | ({"code": code} if code else {}))


def code(secret: str, off: int = 0) -> str:
    return code_of(base64.b32decode(secret), step_at(datetime.now(UTC)) + off)


async def turn_on(person: Person) -> tuple[str, list[str]]:
    """The secret and the recovery codes. Confirmed by the code before the present one, so that that one is left."""
    enrolled = (await person.post("/auth/mfa", {"password": PASSWORD})).json()
    assert enrolled["otpauth_uri"].startswith("otpauth://totp/Aegis%3A")
    confirmed = await person.post("/auth/mfa/confirm", {"code": code(enrolled["secret"], -1)})
    assert confirmed.status_code == 200, confirmed.text
    return enrolled["secret"], confirmed.json()["recovery_codes"]


async def test_from_enrolment_to_signing_in_with_a_code(identity: Running) -> None:
    ada = await sign_up(identity, "ada", "red_lead")
    assert (await ada.get("/auth/mfa")).json()["on"] is False
    secret, recovery = await turn_on(ada)
    state = (await ada.get("/auth/mfa")).json()
    assert (state["on"], state["recovery_codes_left"], state["pending"]) == (True, 10, False)
    needed = await login(identity, ada.email)
    assert (needed.status_code, needed.json()["code"]) == (401, "code_needed")
    present = code(secret)
    assert (await login(identity, ada.email, present)).status_code == 200
    replayed = await login(identity, ada.email, present)
    assert (replayed.status_code, replayed.json()["code"]) == (401, "bad_code")
    assert (await login(identity, ada.email, recovery[0])).status_code == 200
    off = await ada.post("/auth/mfa/disable", {"code": recovery[1]})
    assert off.status_code == 204, off.text
    assert (await login(identity, ada.email)).status_code == 200


async def test_of_many_at_once_with_one_code_one_comes_in(identity: Running) -> None:
    ada = await sign_up(identity, "ada", "red_lead")
    _, recovery = await turn_on(ada)
    answers = await asyncio.gather(*(login(identity, ada.email, recovery[0]) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]


async def test_an_admin_takes_away_what_was_lost(identity: Running) -> None:
    ada = await sign_up(identity, "ada", "red_lead")
    await turn_on(ada)
    admin = await sign_in(identity)
    assert (await admin.delete(f"/users/{ada.id}/mfa")).status_code == 204
    assert (await login(identity, ada.email)).status_code == 200
    assert (await admin.delete(f"/users/{ada.id}/mfa")).status_code == 409


async def test_an_api_token_touches_no_second_factor(identity: Running) -> None:
    ada = await sign_up(identity, "ada", "red_lead")
    made = await ada.post("/api-tokens", {"name": "t", "scopes": ["account.own"]})
    robot = Person(identity, ada.email, PASSWORD, made.json()["token"], ada.id)
    for path, body in (("", {"password": PASSWORD}), ("/confirm", {"code": "1"}), ("/disable", {"code": "1"})):
        assert (await robot.post(f"/auth/mfa{path}", body)).json()["code"] == "people_only"


async def test_no_secret_of_it_lies_anywhere_in_the_clear_and_all_of_it_is_in_the_audit_trail(
    identity: Running,
) -> None:
    ada = await sign_up(identity, "ada", "red_lead")
    secret, recovery = await turn_on(ada)
    await login(identity, ada.email, recovery[0])
    async with identity.database.raw() as connection:
        tables = await connection.fetch("select tablename from pg_tables where schemaname = 'identity'")
        dump = ""
        for table in tables:
            rows = await connection.fetch(f"select t::text as row from {table['tablename']} t")
            dump += "\n".join(row["row"] for row in rows)
        rows = await connection.fetch("select value from outbox where topic = 'aegis.audit.entries' order by id")
    for told in (secret, *recovery, *(code.replace("-", "") for code in recovery)):
        assert told not in dump
        assert told.encode().hex() not in dump
    assert base64.b32decode(secret).hex() not in dump
    entries = [json.loads(row["value"]) for row in rows]
    assert not any(told in json.dumps(entries) for told in (secret, *recovery))
    actions = [entry["state"]["action"] for entry in entries]
    assert actions[-3:] == ["auth.mfa_enrol", "auth.mfa_confirm", "auth.login"]
