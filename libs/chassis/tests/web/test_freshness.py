"""A read with ``Aegis-After`` sees what its event brought, or says that it may not."""

import asyncio
import time
from uuid import uuid4

import httpx
import pytest

from aegis_chassis.database.pool import Database
from aegis_chassis.web.freshness import InboxWatch, Token
from aegis_testkit.toy.things import EFFECTS, PROJECTIONS, THINGS

PATH = f"/api/v1/things/{uuid4()}"


async def had(database: Database, key: str, version: int, group: str = PROJECTIONS.name) -> None:
    async with database.raw() as connection:
        await connection.execute(
            "insert into inbox (grp, topic, key, version) values ($1, $2, $3, $4)"
            " on conflict (grp, topic, key) do update set version = excluded.version",
            group, THINGS.name, key, version,
        )  # fmt: skip


async def test_a_read_waits_for_its_event(client: httpx.AsyncClient, toy: Database) -> None:
    key = str(uuid4())
    await had(toy, key, 1)

    async def later() -> None:
        await asyncio.sleep(0.2)
        await had(toy, key, 3)

    started = time.monotonic()
    _, answer = await asyncio.gather(later(), client.get(PATH, headers={"Aegis-After": f"{THINGS.name}/{key}/2"}))
    assert 0.2 <= time.monotonic() - started < 1
    assert (answer.status_code, "Aegis-Lag" in answer.headers) == (200, False)


async def test_what_has_been_handled_is_not_waited_for(client: httpx.AsyncClient, toy: Database) -> None:
    await had(toy, "k", 7)
    started = time.monotonic()
    await client.get(PATH, headers={"Aegis-After": f"{THINGS.name}/k/7"})
    assert time.monotonic() - started < 0.2


async def test_after_two_seconds_the_answer_says_that_it_lags(client: httpx.AsyncClient) -> None:
    started = time.monotonic()
    answer = await client.get(PATH, headers={"Aegis-After": f"{THINGS.name}/nowhere/1"})
    assert 1.9 < time.monotonic() - started < 2.6
    assert (answer.status_code, answer.headers["Aegis-Lag"]) == (200, "true")


async def test_an_event_of_a_topic_that_is_not_heard_is_not_waited_for(client: httpx.AsyncClient) -> None:
    answer = await client.get(PATH, headers={"Aegis-After": "aegis.other.things/k/1"})
    assert (answer.status_code, "Aegis-Lag" in answer.headers) == (200, False)


@pytest.mark.parametrize("token", ["x", "a/b", "a/b/c", "a/b/-1", "/" * 500, "a/b/99999999999999999999"])
async def test_what_is_no_token_is_refused(client: httpx.AsyncClient, token: str) -> None:
    answer = await client.get(PATH, headers={"Aegis-After": token})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_event_token")


async def test_a_write_answers_with_its_event(client: httpx.AsyncClient) -> None:
    made = await client.post("/api/v1/things", json={"value": 1})
    token = Token.parse(made.headers["Aegis-Event"])
    assert (token.topic, token.key, token.version) == (THINGS.name, made.json()["id"], 1)
    assert "Aegis-Event" not in (await client.get(PATH)).headers


async def test_many_who_wait_share_one_query(toy: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = InboxWatch(toy, [PROJECTIONS, EFFECTS])
    asked = 0
    had_before = watch._had

    async def counting(what: object) -> list[int]:
        nonlocal asked
        asked += 1
        return await had_before(what)  # type: ignore[arg-type]

    monkeypatch.setattr(watch, "_had", counting)
    waiting = [asyncio.create_task(watch.reached(Token(THINGS.name, str(n), 1), within=2)) for n in range(50)]
    await asyncio.sleep(0.1)
    for n in range(50):
        await had(toy, str(n), 1)
    assert all(await asyncio.gather(*waiting))
    assert asked < 150


async def test_it_waits_for_every_group_that_projects_the_topic(toy: Database) -> None:
    from dataclasses import replace

    other = replace(PROJECTIONS, name="toy.others")
    watch = InboxWatch(toy, [PROJECTIONS, other])
    await had(toy, "k", 1)
    assert not await watch.reached(Token(THINGS.name, "k", 1), within=0.05)
    await had(toy, "k", 1, other.name)
    assert await watch.reached(Token(THINGS.name, "k", 1), within=0.05)
