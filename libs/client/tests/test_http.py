"""The client tells refusals from faults of the way, and carries versions, keys and freshness."""

import httpx
import pytest

from aegis_client.http import AegisClient
from aegis_client.problem import Problem, Unreachable


def client(answer: httpx.Response | Exception, asked: list[httpx.Request]) -> AegisClient:
    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return AegisClient("http://aegis", "token", transport=httpx.MockTransport(handle))


def test_a_write_carries_the_version_it_was_decided_on_and_its_key() -> None:
    asked: list[httpx.Request] = []
    with client(httpx.Response(200, json={"a": 1}, headers={"ETag": '"3"', "Aegis-Event": "t/k/3"}), asked) as aegis:
        answer = aegis.post("/tests/1/start", version='"2"', idempotency_key="once")
        aegis.get("/matrix", after=answer.event, domain="ics", tactic=None)
    assert (answer.etag, answer.json) == ('"3"', {"a": 1})
    assert (asked[0].headers["If-Match"], asked[0].headers["Idempotency-Key"]) == ('"2"', "once")
    assert asked[1].headers["Aegis-After"] == "t/k/3"
    assert str(asked[1].url) == "http://aegis/api/v1/matrix?domain=ics"


def test_a_refusal_is_told_with_every_fault() -> None:
    body = {"status": 409, "code": "rule_broken", "detail": "No.", "errors": [{"pointer": "/a", "detail": "missing"}]}
    with client(httpx.Response(409, json=body), []) as aegis, pytest.raises(Problem) as refused:
        aegis.get("/tests/1")
    assert (refused.value.status, refused.value.code) == (409, "rule_broken")
    assert refused.value.body.errors[0].detail == "missing"


def test_an_answer_that_is_no_problem_is_told_by_its_status() -> None:
    with client(httpx.Response(502, text="<html>"), []) as aegis, pytest.raises(Problem) as refused:
        aegis.get("/tests/1")
    assert refused.value.status == 502


def test_nobody_answering_is_said_so() -> None:
    with client(httpx.ConnectError("refused"), []) as aegis, pytest.raises(Unreachable, match="does not answer"):
        aegis.get("/tests/1")
