"""API tokens, what they are exchanged for, and the keys that sign it."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from identity_support.people import Person, sign_in, sign_up
from identity_support.serving import ADMIN, ADMIN_PASSWORD, Running, identity_on
from joserfc.jwk import KeySet

from aegis_chassis.database.pool import Database
from aegis_chassis.web.access_tokens import TokenVerifier
from aegis_chassis.web.identity_gate import EXCHANGE_PATH, JWKS_PATH, HttpIdentityGate
from aegis_chassis.web.keys import CachedKeys
from aegis_chassis.web.public_routes import routes_without_a_caller
from aegis_identity.application.commands.rotate_keys import RotateKeys
from aegis_kernel.clock import SystemClock
from aegis_kernel.errors import Unauthenticated
from aegis_kernel.rights import Action, Role


async def made(person: Person, *scopes: str, **more: object) -> httpx.Response:
    return await person.post("/api-tokens", {"name": "CI", "scopes": list(scopes), **more})


def speaking(identity: Running, secret: str) -> Person:
    return Person(identity, "", "", secret, "")


async def test_a_token_speaks_for_its_owner_within_its_scopes(identity: Running) -> None:
    admin = await sign_in(identity)
    answer = await made(admin, "users.read", "account.own")
    assert answer.status_code == 201
    secret = answer.json()["token"]
    assert secret.startswith("aeg_")
    assert len(secret) == 47
    machine = speaking(identity, secret)
    me = (await machine.get("/auth/me")).json()
    assert (me["id"], me["token"]["scopes"], me["actions"]) == (
        admin.id, ["account.own", "users.read"], ["users.read", "account.own"],
    )  # fmt: skip
    assert (await machine.get("/users")).status_code == 200
    assert (await machine.post("/users", {"email": "a@b.test", "name": "A", "roles": ["viewer"]})).status_code == 403


async def test_the_secret_is_told_once_and_kept_as_a_hash(identity: Running) -> None:
    admin = await sign_in(identity)
    key = {"Idempotency-Key": "one"}
    first = await admin.post("/api-tokens", {"name": "CI", "scopes": ["users.read"]}, **key)
    secret = first.json()["token"]
    again = await admin.post("/api-tokens", {"name": "CI", "scopes": ["users.read"]}, **key)
    assert (again.status_code, again.json()["code"]) == (409, "idempotency_answer_lost")
    listed = (await admin.get("/api-tokens")).json()["items"]
    assert len(listed) == 1
    assert listed[0]["hint"] == secret[:10]
    assert secret not in str(listed)
    assert "token" not in listed[0]


async def test_scopes_are_at_most_the_owners_rights(identity: Running) -> None:
    viewer = await sign_up(identity, "viewer", "viewer")
    answer = await made(viewer, "tests.read", "users.manage", "made.up")
    assert answer.status_code == 422
    assert [(f["pointer"], f["code"]) for f in answer.json()["errors"]] == [
        ("/scopes/1", "beyond_owner"),
        ("/scopes/2", "bad_scope"),
    ]
    assert (await made(viewer)).status_code == 422
    assert (await made(viewer, "tests.read", expires_in_days=366)).status_code == 422
    assert (await made(viewer, "tests.read", expires_in_days=0)).status_code == 422


async def test_what_only_people_do_is_left_out_of_a_token(identity: Running) -> None:
    lead = await sign_up(identity, "lead", "red_lead")
    actions = (await lead.get("/auth/me")).json()["actions"]
    assert "red.review" in actions
    answer = await made(lead, *actions)
    assert answer.status_code == 201
    assert set(answer.json()["scopes"]) == set(actions) - {"red.review"}


async def test_a_token_makes_no_tokens_and_changes_no_password(identity: Running) -> None:
    admin = await sign_in(identity)
    secret = (await made(admin, "account.own", "users.manage")).json()["token"]
    machine = speaking(identity, secret)
    for answer in (
        await made(machine, "account.own"),
        await machine.post("/auth/password", {"current_password": ADMIN_PASSWORD, "new_password": "x" * 20}),
        await machine.post("/auth/logout", {"everywhere": True}),
        await machine.post(f"/users/{admin.id}/reset-password"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "people_only")


async def test_a_revoked_an_expired_and_a_deactivated_owners_token_end(identity: Running, database: Database) -> None:
    admin, person = await sign_in(identity), await sign_up(identity, "ada", "viewer")
    first, second, third = [(await made(person, "account.own")).json() for _ in range(3)]
    assert (await person.post(f"/api-tokens/{first['id']}/revoke")).json()["revoked_at"] is not None
    assert (await person.post(f"/api-tokens/{first['id']}/revoke")).status_code == 200
    assert (await speaking(identity, first["token"]).get("/auth/me")).status_code == 401
    async with database.raw() as connection:
        await connection.execute(
            "update api_token set expires_at = now() - interval '1 second' where id = $1", second["id"]
        )
    assert (await speaking(identity, second["token"]).get("/auth/me")).status_code == 401
    assert (await speaking(identity, third["token"]).get("/auth/me")).status_code == 200
    version = (await admin.get(f"/users/{person.id}")).json()["version"]
    await admin.post(f"/users/{person.id}/deactivate", version=version)
    assert (await speaking(identity, third["token"]).get("/auth/me")).status_code == 401


async def test_tokens_of_others_are_hidden_but_from_admins(identity: Running) -> None:
    admin, ada, eve = (
        await sign_in(identity),
        await sign_up(identity, "ada", "viewer"),
        await sign_up(identity, "eve", "viewer"),
    )
    token = (await made(ada, "account.own")).json()
    assert (await eve.get(f"/api-tokens/{token['id']}")).status_code == 404
    assert (await eve.post(f"/api-tokens/{token['id']}/revoke")).status_code == 404
    assert (await eve.get("/api-tokens")).json()["items"] == []
    assert (await eve.get("/api-tokens", owner=ada.id)).status_code == 403
    assert (await eve.get("/api-tokens", all="true")).status_code == 403
    assert [one["owner_name"] for one in (await admin.get("/api-tokens", owner=ada.id)).json()["items"]] == ["ada"]
    assert len((await admin.get("/api-tokens", all="true")).json()["items"]) == 1
    assert (await admin.post(f"/api-tokens/{token['id']}/revoke")).status_code == 200


async def test_an_admin_makes_tokens_for_machines_but_not_for_people(identity: Running) -> None:
    admin, ada = await sign_in(identity), await sign_up(identity, "ada", "viewer")
    robot = await admin.post(
        "/users", {"email": "robot@example.test", "name": "Robot", "roles": ["service"], "kind": "service"}
    )
    assert robot.status_code == 201
    refused = await made(admin, "tests.read", owner_id=ada.id)
    assert (refused.status_code, refused.json()["code"]) == (403, "another_person")
    secret = (await made(admin, "tests.read", "account.own", owner_id=robot.json()["id"])).json()["token"]
    me = (await speaking(identity, secret).get("/auth/me")).json()
    assert (me["name"], me["kind"], me["roles"]) == ("Robot", "service", ["service"])
    with_password = await admin.post(
        "/users",
        {"email": "r2@example.test", "name": "R2", "roles": ["service"], "kind": "service", "password": "x" * 20},
    )
    assert with_password.status_code == 422
    assert (await admin.post(f"/users/{robot.json()['id']}/reset-password")).status_code == 409


async def test_other_services_verify_and_exchange_over_http(identity: Running) -> None:
    admin = await sign_in(identity)
    gate = HttpIdentityGate("http://identity", transport=httpx.ASGITransport(app=identity.app))  # type: ignore[arg-type]
    verifier = TokenVerifier(CachedKeys(gate), SystemClock())
    assert (await verifier.verify(admin.token)).caller.roles == {Role.ADMIN}
    secret = (await made(admin, "users.read")).json()["token"]
    verified = await verifier.verify(await gate.exchange(secret))
    assert verified.caller.is_machine
    assert verified.caller.scopes == {Action.USERS_READ}
    assert verified.claims.exp - verified.claims.iat == 300
    with pytest.raises(Unauthenticated):
        await gate.exchange("aeg_" + "x" * 43)
    await gate.close()


@pytest.mark.parametrize("secret", ["", "x", "aer_" + "x" * 43, "aes_" + "x" * 43, "x" * 10_000])
async def test_what_is_no_secret_is_not_exchanged(identity: Running, secret: str) -> None:
    answer = await identity.http.post(EXCHANGE_PATH, json={"secret": secret})
    assert answer.status_code == 401


async def test_a_refresh_token_is_not_exchanged(identity: Running) -> None:
    login = await identity.http.post("/api/v1/auth/login", json={"email": ADMIN, "password": ADMIN_PASSWORD})
    answer = await identity.http.post(EXCHANGE_PATH, json={"secret": login.json()["refresh_token"]})
    assert answer.status_code == 401


async def test_the_key_set_is_public_and_holds_no_private_half(identity: Running) -> None:
    answer = await identity.http.get(JWKS_PATH)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    (key,) = answer.json()["keys"]
    assert (key["kty"], key["crv"], key["alg"], key["use"]) == ("OKP", "Ed25519", "Ed25519", "sig")
    assert "d" not in key
    assert KeySet.import_key_set(answer.json()).keys


async def test_no_private_key_lies_in_the_database_in_the_clear(identity: Running) -> None:
    from aegis_identity.adapters.keys.key_ring import KeyRing

    key = await (await identity.container.get(KeyRing)).signing()
    async with identity.database.raw() as connection:
        sealed = await connection.fetchval("select sealed from signing_key")
    assert key.as_der(private=True) not in sealed
    assert key.as_der(private=True)[-32:] not in sealed


class MovingClock:
    def __init__(self) -> None:
        self.at = datetime(2026, 3, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


async def test_keys_rotate_without_a_token_that_nobody_can_verify(database: Database) -> None:
    clock = MovingClock()
    async with identity_on(database, clock=clock) as identity:

        async def rotate() -> None:
            async with identity.container() as scope:
                await (await scope.get(RotateKeys))()

        async def kids() -> list[str]:
            return [key["kid"] for key in (await identity.http.get(JWKS_PATH)).json()["keys"]]

        (old,) = await kids()
        await rotate()
        assert await kids() == [old]
        clock.at += timedelta(days=30, hours=-1)
        await asyncio.gather(rotate(), rotate())
        assert len(await kids()) == 2
        (new,) = set(await kids()) - {old}
        verifier = TokenVerifier(CachedKeys(identity.gate, pause=0), clock)
        issued = []
        for _ in range(6):
            person = await sign_in(identity)
            issued.append(person.token)
            assert (await verifier.verify(person.token)).caller.name == "Administrator"
            clock.at += timedelta(minutes=20)
            from aegis_identity.adapters.keys.key_ring import KeyRing

            (await identity.container.get(KeyRing))._kept = None
        assert {old, new} == {_kid(token) for token in issued}
        clock.at += timedelta(hours=3)
        await rotate()
        assert await kids() == [new]


def _kid(token: str) -> str:
    import base64
    import json

    head = token.partition(".")[0]
    return str(json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))["kid"])


async def test_a_database_sealed_with_another_secret_says_so(identity: Running, database: Database) -> None:
    from aegis_identity.adapters.keys.key_ring import KeyRing
    from aegis_identity.adapters.keys.sealing import Seal, WrongSeal

    ring = KeyRing(database, Seal("o" * 40), SystemClock())
    with pytest.raises(WrongSeal, match="AEGIS_IDENTITY_KEY_SECRET"):
        await ring.signing()


def test_only_these_routes_take_no_caller(identity: Running) -> None:
    assert routes_without_a_caller(identity.app) == {
        "auth.login", "auth.refresh", "auth.reset", "keys.list", "keys.exchange",
        "health.live", "health.ready", "health.metrics", "identity.openapi",
    }  # fmt: skip


async def test_a_second_start_changes_nothing(identity: Running) -> None:
    from identity_support.serving import settings

    from aegis_identity.bootstrap.first_start import begin

    before = (await identity.http.get(JWKS_PATH)).json()
    await begin(identity.container, settings())
    assert (await identity.http.get(JWKS_PATH)).json() == before
    async with identity.database.raw() as connection:
        assert await connection.fetchval("select count(*) from user_account") == 1


async def test_a_made_up_password_is_printed_once_and_has_to_be_changed(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    from identity_support.serving import settings
    from msgspec.structs import replace

    async with identity_on(database, known=replace(settings(), admin_password=None)) as identity:
        printed = capsys.readouterr().out
        password = printed.split("password ")[1].split()[0]
        assert len(password) == 20
        admin = await sign_in(identity, ADMIN, password)
        assert (await admin.get("/auth/me")).json()["must_change_password"] is True
        assert (await admin.get("/users")).status_code == 403
