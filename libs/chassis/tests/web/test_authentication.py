"""Nobody comes in without a credential that holds, and every refusal looks alike."""

import base64
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from joserfc import jws
from joserfc.jwk import OctKey, OKPKey
from web_app import CONTROLLERS

from aegis_chassis.database.pool import Database
from aegis_chassis.web.application import create_app
from aegis_chassis.web.credentials import csrf_token_of
from aegis_chassis.web.public_routes import routes_without_a_caller
from aegis_kernel.errors import Away
from aegis_kernel.rights import Role
from aegis_testkit.http import serving
from aegis_testkit.identity import IdentityForTests
from aegis_testkit.memory_bus import MemoryBus
from aegis_testkit.toy.service import toy_container

ME = "/api/v1/troubles/me"


@pytest.fixture
async def anybody(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """The client before it signed in."""
    del client.headers["Authorization"]
    return client


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def unsigned(identity: IdentityForTests) -> str:
    _, payload, _ = identity.token(Role.ADMIN).split(".")
    header = base64.urlsafe_b64encode(b'{"alg":"none","typ":"at+jwt","kid":"%s"}' % (identity.key.kid or "").encode())
    return f"{header.rstrip(b'=').decode()}.{payload}."


def signed_with_the_public_key(identity: IdentityForTests) -> str:
    """The old trick: the public key taken for an HMAC secret."""
    _, payload, _ = identity.token(Role.ADMIN).split(".")
    secret = OctKey.import_key(json.dumps(identity.key.as_dict(private=False)))
    content = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    return jws.serialize_compact({"alg": "HS256", "kid": identity.key.kid, "typ": "at+jwt"}, content, secret)


def forged(identity: IdentityForTests) -> str:
    other = IdentityForTests()
    other.key = OKPKey.generate_key("Ed25519", {"kid": identity.key.kid})
    return other.token(Role.ADMIN)


def cut_payload(identity: IdentityForTests) -> str:
    head, payload, signature = identity.token(Role.VIEWER).split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    claims["roles"] = ["admin"]
    changed = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"{head}.{changed}.{signature}"


BAD = {
    "expired": lambda i: i.token(Role.ADMIN, lives_seconds=-1),
    "unsigned": unsigned,
    "hmac with the public key": signed_with_the_public_key,
    "forged with another key": forged,
    "changed payload": cut_payload,
    "unknown key": lambda i: i.token(Role.ADMIN, header={"kid": "other"}),
    "another issuer": lambda i: i.token(Role.ADMIN, iss="evil"),
    "another audience": lambda i: i.token(Role.ADMIN, aud="other"),
    "several audiences": lambda i: i.token(Role.ADMIN, aud=["aegis", "other"]),
    "not yet": lambda i: i.token(Role.ADMIN, nbf=datetime.now(UTC).timestamp() + 60),
    "from the future": lambda i: i.token(Role.ADMIN, age_seconds=-60),
    "another type": lambda i: i.token(Role.ADMIN, header={"typ": "JWT"}),
    "critical extension": lambda i: i.token(Role.ADMIN, header={"crit": ["kid"]}),
    "unknown role": lambda i: i.token(Role.ADMIN, roles=["emperor"]),
    "no end": lambda i: i.token(Role.ADMIN, exp=None),
    "end that is no number": lambda i: i.token(Role.ADMIN, exp="never"),
    "no subject": lambda i: i.token(Role.ADMIN, sub="somebody"),
    "empty": lambda _: "x",
    "three dots": lambda _: "...",
    "much too long": lambda _: "a" * 9_000,
    "unknown API token": lambda _: "aeg_" + "x" * 43,
}


@pytest.mark.parametrize("name", BAD)
async def test_a_token_that_does_not_hold_gets_the_one_answer(
    anybody: httpx.AsyncClient, identity: IdentityForTests, name: str
) -> None:
    nobody = await anybody.get(ME, headers={"X-Request-Id": "r"})
    assert (nobody.status_code, nobody.headers["WWW-Authenticate"]) == (401, 'Bearer realm="aegis"')
    answer = await anybody.get(ME, headers={**bearer(BAD[name](identity)), "X-Request-Id": "r"})
    assert answer.status_code == 401
    assert answer.json() == nobody.json()


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer a b", "bearer é"])
async def test_a_header_that_brings_no_token_is_nobodys(anybody: httpx.AsyncClient, header: str) -> None:
    answer = await anybody.get(ME, headers={"Authorization": header.encode("utf-8")})  # type: ignore[dict-item]
    assert answer.status_code == 401


async def test_a_good_token_says_who_asks(anybody: httpx.AsyncClient, identity: IdentityForTests) -> None:
    id_ = uuid4()
    answer = await anybody.get(ME, headers=identity.headers(Role.VIEWER, id_=id_, name="Grace"))
    assert answer.json() == {"id": str(id_), "name": "Grace"}


async def test_a_token_that_held_ends_on_time(anybody: httpx.AsyncClient, identity: IdentityForTests) -> None:
    import asyncio

    token = identity.token(Role.VIEWER, lives_seconds=0.3)
    assert (await anybody.get(ME, headers=bearer(token))).status_code == 200
    await asyncio.sleep(0.35)
    assert (await anybody.get(ME, headers=bearer(token))).status_code == 401


async def test_every_route_takes_a_caller_unless_it_says_that_it_is_public(
    anybody: httpx.AsyncClient, toy: Database, identity: IdentityForTests
) -> None:
    app = create_app(
        name="toy", version="1", container=toy_container(toy, MemoryBus()), identity=identity, controllers=CONTROLLERS
    )
    assert routes_without_a_caller(app) == {
        "health.live", "health.ready", "health.metrics", "toy.openapi", "troubles.raise",
    }  # fmt: skip
    for method, path in (("GET", "/api/v1/things"), ("POST", "/api/v1/things"), ("OPTIONS", "/api/v1/things")):
        assert (await anybody.request(method, path)).status_code == 401


async def test_the_deactivated_and_older_tokens_are_refused(
    anybody: httpx.AsyncClient, identity: IdentityForTests, toy: Database
) -> None:
    gone, changed = uuid4(), uuid4()
    valid_from = datetime.now(UTC) - timedelta(seconds=30)
    async with toy.raw() as connection:
        await connection.executemany(
            "insert into known_user (id, name, roles, active, tokens_valid_from) values ($1, 'x', '{}', $2, $3)",
            [(gone, False, valid_from), (changed, True, valid_from)],
        )
    assert (await anybody.get(ME, headers=identity.headers(Role.ADMIN, id_=gone))).status_code == 401
    older = identity.headers(Role.ADMIN, id_=changed, age_seconds=31)
    assert (await anybody.get(ME, headers=older)).status_code == 401
    assert (await anybody.get(ME, headers=identity.headers(Role.ADMIN, id_=changed))).status_code == 200


async def test_a_token_of_the_very_millisecond_from_which_tokens_count_is_good(
    anybody: httpx.AsyncClient, identity: IdentityForTests, toy: Database
) -> None:
    somebody, now = uuid4(), datetime.now(UTC)
    async with toy.raw() as connection:
        await connection.execute(
            "insert into known_user (id, name, roles, active, tokens_valid_from) values ($1, 'x', '{}', true, $2)",
            somebody,
            now,
        )
    token = identity.headers(Role.ADMIN, id_=somebody, iat=int(now.timestamp() * 1000) / 1000)
    assert (await anybody.get(ME, headers=token)).status_code == 200


async def test_an_api_token_is_exchanged_once_for_many_requests(
    anybody: httpx.AsyncClient, identity: IdentityForTests
) -> None:
    identity.exchanged["aeg_secret-of-mine"] = identity.token(
        Role.ADMIN, token_id="t1", scopes=["users.read"], name="CI"
    )
    for _ in range(3):
        assert (await anybody.get(ME, headers=bearer("aeg_secret-of-mine"))).json()["name"] == "CI"
    assert identity.asked == ["aeg_secret-of-mine"]


async def test_guessed_api_tokens_do_not_reach_identity_each_time(
    anybody: httpx.AsyncClient, identity: IdentityForTests
) -> None:
    for _ in range(3):
        assert (await anybody.get(ME, headers=bearer("aeg_guessed"))).status_code == 401
    assert identity.asked == ["aeg_guessed"]


async def test_an_exchanged_token_that_no_longer_counts_is_exchanged_again(
    anybody: httpx.AsyncClient, identity: IdentityForTests, toy: Database
) -> None:
    somebody = uuid4()
    identity.exchanged["aeg_k"] = identity.token(Role.ADMIN, id_=somebody, age_seconds=30, name="old")
    assert (await anybody.get(ME, headers=bearer("aeg_k"))).json()["name"] == "old"
    async with toy.raw() as connection:
        await connection.execute(
            "insert into known_user (id, name, roles, active, tokens_valid_from) values ($1, 'x', '{}', true, $2)",
            somebody,
            datetime.now(UTC) - timedelta(seconds=5),
        )
    identity.exchanged["aeg_k"] = identity.token(Role.ADMIN, id_=somebody, name="new")
    import asyncio

    await asyncio.sleep(1.1)
    assert (await anybody.get(ME, headers=bearer("aeg_k"))).json()["name"] == "new"


async def test_a_cookie_reads_but_writes_only_with_its_csrf_token(
    anybody: httpx.AsyncClient, identity: IdentityForTests
) -> None:
    identity.exchanged["cookie-secret"] = identity.token(Role.RED_LEAD)
    cookie = {"Cookie": "aegis_session=cookie-secret"}
    assert (await anybody.get(ME, headers=cookie)).status_code == 200
    forged_write = await anybody.post("/api/v1/things", json={"value": 1}, headers=cookie)
    assert (forged_write.status_code, forged_write.json()["code"]) == (403, "csrf")
    wrong = await anybody.post("/api/v1/things", json={"value": 1}, headers={**cookie, "X-CSRF-Token": "x"})
    assert wrong.status_code == 403
    token = {"X-CSRF-Token": csrf_token_of("cookie-secret")}
    assert (await anybody.post("/api/v1/things", json={"value": 1}, headers={**cookie, **token})).status_code == 201


async def test_somebody_who_has_to_choose_a_password_gets_only_there(
    anybody: httpx.AsyncClient, identity: IdentityForTests
) -> None:
    first = identity.headers(Role.ADMIN, pwd=True)
    assert (await anybody.get(ME, headers=first)).status_code == 200
    refused = await anybody.get("/api/v1/things", headers=first)
    assert (refused.status_code, refused.json()["code"]) == (403, "password_change_needed")


async def test_a_public_route_does_not_look_at_credentials(anybody: httpx.AsyncClient) -> None:
    assert (await anybody.get("/api/v1/troubles/away", headers=bearer("rubbish"))).status_code == 503


async def test_without_identity_nobody_new_comes_in_and_it_says_so(toy: Database) -> None:
    class Gone(IdentityForTests):
        async def key_set(self) -> dict[str, object]:
            raise Away("identity_away", "away")

    gone = Gone()
    app = create_app(
        name="toy", version="1", container=toy_container(toy, MemoryBus()), identity=gone, controllers=CONTROLLERS
    )
    async with serving(app) as http:
        answer = await http.get(ME, headers=gone.headers(Role.ADMIN))
        assert (answer.status_code, answer.json()["code"]) == (503, "identity_away")
        assert "Retry-After" in answer.headers
