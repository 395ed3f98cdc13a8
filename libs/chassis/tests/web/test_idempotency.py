"""A POST that comes again gets its first answer, and is not done again."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from web_app import CALLS

from aegis_chassis.database.pool import Database
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.messaging.wake import Wake
from aegis_chassis.observability.operation import Operation, operating
from aegis_chassis.web.idempotency import Answer, Claim, IdempotencyKeys, hash_of
from aegis_kernel.clock import SystemClock
from aegis_kernel.errors import Conflict
from aegis_kernel.rights import Role
from aegis_testkit.identity import IdentityForTests
from aegis_testkit.toy.things import AUDIT

THINGS = "/api/v1/things"


async def test_the_same_key_and_body_give_the_first_answer_again(client: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "k-1"}
    first = await client.post(THINGS, json={"value": 1}, headers=key)
    again = await client.post(THINGS, json={"value": 1}, headers=key)
    assert CALLS == ["create"]
    assert (again.status_code, again.content) == (201, first.content)
    for name in ("Location", "ETag", "Aegis-Event", "Content-Type"):
        assert again.headers[name] == first.headers[name]
    assert again.headers["Idempotency-Replayed"] == "true"


async def test_another_body_is_a_conflict(client: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "k-1"}
    await client.post(THINGS, json={"value": 1}, headers=key)
    other = await client.post(THINGS, json={"value": 2}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert CALLS == ["create"]


async def test_keys_are_each_callers_own(client: httpx.AsyncClient, identity: IdentityForTests) -> None:
    key = {"Idempotency-Key": "k-1"}
    await client.post(THINGS, json={"value": 1}, headers=key)
    other = await client.post(THINGS, json={"value": 2}, headers=key | identity.headers(Role.RED_LEAD))
    assert other.status_code == 201


async def test_ten_at_once_are_done_once(client: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "k-1"}
    answers = await asyncio.gather(*(client.post(THINGS, json={"value": 1}, headers=key) for _ in range(10)))
    assert CALLS == ["create"]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1


async def test_what_was_refused_did_nothing_and_is_looked_at_again(client: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "k-1"}
    for _ in range(2):
        assert (await client.post(f"{THINGS}/refused", headers=key)).status_code == 409
    assert CALLS == ["refused", "refused"]
    assert (await client.post(THINGS, json={"value": "x"}, headers=key)).status_code == 422
    assert (await client.post(THINGS, json={"value": 1}, headers=key)).status_code == 201


async def test_an_answer_with_a_secret_is_not_kept(client: httpx.AsyncClient, toy: Database) -> None:
    key = {"Idempotency-Key": "k-1"}
    assert (await client.post(f"{THINGS}/secret", headers=key)).json() == {"token": "aeg_once"}
    again = await client.post(f"{THINGS}/secret", headers=key)
    assert (again.status_code, again.json()["code"]) == (409, "idempotency_answer_lost")
    assert CALLS == ["secret"]
    async with toy.raw() as connection:
        assert await connection.fetchval("select body from idempotency_key") is None


@pytest.mark.parametrize("size", [1_000, 5_000_000])
async def test_an_upload_is_done_once_too_and_read_as_a_stream(client: httpx.AsyncClient, size: int) -> None:
    headers = {"Idempotency-Key": "k-1", "Content-Type": "application/octet-stream"}
    for _ in range(2):
        answer = await client.post(f"{THINGS}/raw", content=b"x" * size, headers=headers)
        assert (answer.status_code, answer.json()) == (201, {"size": size})
    assert CALLS == ["raw"]
    other = await client.post(f"{THINGS}/raw", content=b"x" * (size + 1), headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


@pytest.mark.parametrize("key", ["x" * 256, "a\tb"])
async def test_a_key_that_is_none_is_refused(client: httpx.AsyncClient, key: str) -> None:
    answer = await client.post(THINGS, json={"value": 1}, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_idempotency_key")


class SetClock:
    """Says what it is told to."""

    def __init__(self) -> None:
        self.at = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def keys(toy: Database, clock: SetClock) -> IdempotencyKeys:
    return IdempotencyKeys(toy, clock)


def unit_on(database: Database) -> SqlUnitOfWork:
    return SqlUnitOfWork(database, service="toy", clock=SystemClock(), audit=AUDIT, wake=Wake())


BODY = hash_of(b"body")


async def test_a_request_whose_answer_was_lost_is_never_done_again(
    toy: Database, keys: IdempotencyKeys, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aegis_chassis.web.idempotency._WAIT_SECONDS", 0.1)
    claim = await keys.claim("a", "op", "k", BODY)
    assert isinstance(claim, Claim)
    with operating(Operation(name="op", at_commit=[claim.take_effect])):
        async with unit_on(toy) as unit:
            await unit.commit()
    clock.at += timedelta(hours=1)
    with pytest.raises(Conflict) as lost:
        await keys.claim("a", "op", "k", BODY)
    assert lost.value.code == "idempotency_answer_lost"


async def test_a_request_cut_off_before_its_commit_may_be_sent_again_later(
    keys: IdempotencyKeys, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aegis_chassis.web.idempotency._WAIT_SECONDS", 0.1)
    assert isinstance(await keys.claim("a", "op", "k", BODY), Claim)
    with pytest.raises(Conflict) as busy:
        await keys.claim("a", "op", "k", BODY)
    assert busy.value.code == "idempotency_in_progress"
    clock.at += timedelta(seconds=91)
    assert isinstance(await keys.claim("a", "op", "k", BODY), Claim)


async def test_the_slow_one_whose_key_went_on_is_undone(toy: Database, keys: IdempotencyKeys, clock: SetClock) -> None:
    slow = await keys.claim("a", "op", "k", BODY)
    assert isinstance(slow, Claim)
    clock.at += timedelta(seconds=91)
    assert isinstance(await keys.claim("a", "op", "k", BODY), Claim)
    with operating(Operation(name="op", at_commit=[slow.take_effect])), pytest.raises(Conflict):
        async with unit_on(toy) as unit:
            await unit.commit()


async def test_answers_are_kept_for_a_day_and_then_purged(keys: IdempotencyKeys, clock: SetClock) -> None:
    claim = await keys.claim("a", "op", "k", BODY)
    assert isinstance(claim, Claim)
    await keys.keep(claim, Answer(201, {"etag": '"1"'}, b"{}"))
    clock.at += timedelta(hours=23, minutes=59)
    assert await keys.claim("a", "op", "k", BODY) == Answer(201, {"etag": '"1"'}, b"{}")
    assert await keys.purge() == 0
    clock.at += timedelta(minutes=2)
    assert await keys.purge() == 1
    assert isinstance(await keys.claim("a", "op", str(uuid4()), BODY), Claim)
