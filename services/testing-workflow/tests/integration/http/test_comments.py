"""Comments over HTTP: said, said otherwise, taken back; mentions; what of them a blind test hides."""

from typing import Any
from uuid import UUID

from testing_support.canary import blind_test
from testing_support.people import BELA, BRIT, ROSA, VERA
from testing_support.service import Suite


async def say(suite: Suite, who: Any, test: Any, text: str, *mentions: Any) -> Any:
    body = {"text": text, "mentions": [str(one.id) for one in mentions]}
    answer = await suite.send(who, "POST", f"/tests/{test['id']}/comments", body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def said(suite: Suite, who: Any, test: Any) -> list[Any]:
    return [one["text"] for one in (await suite.get(who, f"/tests/{test['id']}/comments"))["items"]]


async def test_whoever_reads_may_speak_and_say_it_otherwise(suite: Suite) -> None:
    test = await suite.draft(ROSA)
    first = await say(suite, VERA, test, "Which host?", ROSA, ROSA)
    await say(suite, ROSA, test, "The lab's.")
    assert (first["mentions"], first["version"], first["author"]["name"]) == ([str(ROSA.id)], 1, "Vera")
    path = f"/tests/{test['number']}/comments/{first['id']}"
    other = await suite.send(ROSA, "PATCH", path, {"text": "Mine"}, version=1)
    assert (other.status_code, other.json()["code"]) == (403, "not_the_author")
    done = await suite.send(VERA, "PATCH", path, {"text": "Which hosts?"}, version=1)
    assert (done.status_code, done.headers["ETag"], done.json()["mentions"]) == (200, '"2"', [])
    assert (await suite.send(VERA, "PATCH", path, {"text": "x"}, version=1)).status_code == 412
    assert await said(suite, BELA, test) == ["Which hosts?", "The lab's."]
    wordings = (await suite.get(BELA, f"{path}/revisions"))["items"]
    assert [(one["version"], one["text"]) for one in wordings] == [(1, "Which host?"), (2, "Which hosts?")]
    assert (await suite.get(ROSA, f"/tests/{test['id']}"))["version"] == test["version"]


async def test_what_is_taken_back_is_gone_with_every_wording(suite: Suite) -> None:
    test = await suite.draft(ROSA)
    one = await say(suite, ROSA, test, "secret")
    path = f"/tests/{test['id']}/comments/{one['id']}"
    await suite.send(ROSA, "PATCH", path, {"text": "secret too"}, version=1)
    assert (await suite.send(VERA, "DELETE", path, version=2)).status_code == 403
    gone = await suite.send(ROSA, "DELETE", path, version=2)
    assert (gone.status_code, gone.json()["text"]) == (200, "")
    [wording] = (await suite.get(ROSA, f"{path}/revisions"))["items"]
    assert wording["deleted_at"] is not None
    assert (await suite.send(ROSA, "PATCH", path, {"text": "again"}, version=3)).status_code == 404
    async with suite.database.raw() as connection:
        assert await connection.fetchval("select count(*) from comment_revision") == 0


async def test_what_cannot_be_said_is_refused(suite: Suite) -> None:
    test = await suite.draft(ROSA)
    path = f"/tests/{test['id']}/comments"
    for body, status in (
        ({"text": " "}, 422),
        ({"text": "x", "mentions": [str(UUID(int=5))]}, 404),
        ({"text": "x" * 8_001}, 422),
    ):
        answer = await suite.send(ROSA, "POST", path, body)
        assert answer.status_code in {status, 400}, answer.text
    assert (await suite.send(ROSA, "POST", "/tests/99/comments", {"text": "x"})).status_code == 404
    other = await suite.draft(ROSA)
    one = await say(suite, ROSA, test, "here")
    wrong = await suite.send(ROSA, "PATCH", f"/tests/{other['id']}/comments/{one['id']}", {"text": "x"}, version=1)
    assert wrong.status_code == 404


async def test_a_blind_test_hides_what_others_said(suite: Suite) -> None:
    test = await blind_test(suite)
    red = await say(suite, ROSA, test, "canary host")
    await say(suite, BRIT, test, "What is this?")
    assert await said(suite, BRIT, test) == ["What is this?"]
    assert await said(suite, VERA, test) == []
    assert await said(suite, ROSA, test) == ["canary host", "What is this?"]
    answer = await suite.send(BRIT, "GET", f"/tests/{test['id']}/comments/{red['id']}/revisions")
    assert answer.status_code == 404
