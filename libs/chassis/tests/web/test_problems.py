"""Bad input gets a clear answer: problem details, with every fault named, and nothing of the inside told."""

from uuid import uuid4

import httpx
import pytest

THINGS = "/api/v1/things"


def problem(response: httpx.Response, status: int, code: str) -> dict[str, object]:
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"].startswith("application/problem+json")
    body: dict[str, object] = response.json()
    assert body["code"] == code
    assert body["type"] == f"urn:aegis:problem:{code}"
    assert body["status"] == status
    assert body["instance"] == f"urn:aegis:request:{response.headers['X-Request-Id']}"
    return body


async def test_an_unknown_path_and_a_wrong_method_are_problems_too(client: httpx.AsyncClient) -> None:
    problem(await client.get("/api/v1/nothing"), 404, "not_found")
    problem(await client.put(THINGS, json={}), 405, "method_not_allowed")


@pytest.mark.parametrize(
    "body", [b"<html><body>Sign in</body></html>", b'{"value": NaN}', b'{"value": 1', b"\xff\xfe\x00", b"[" * 200_000]
)
async def test_what_is_no_json_is_unreadable(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post(THINGS, content=body, headers={"Content-Type": "application/json"})
    if body.startswith(b"[["):
        problem(answer, answer.status_code, str(answer.json()["code"]))
        assert answer.status_code in {400, 422}
    else:
        problem(answer, 400, "unreadable")


async def test_text_has_no_zero_bytes(client: httpx.AsyncClient) -> None:
    body = {"value": 1, "parts": [{"name": "a\x00"}], "labels": {"b\x00": 1}, "note": "c\x00"}
    told = problem(await client.post(THINGS, json=body), 422, "zero_byte")
    assert {fault["pointer"] for fault in told["errors"]} == {"/parts/0/name", "/labels", "/note"}  # type: ignore[index, attr-defined]  # JSON
    found = problem(await client.get(f"{THINGS}?colour=red%00"), 422, "zero_byte")
    assert found["errors"] == [{"pointer": "/query/colour", "detail": "Text has no zero bytes.", "code": "zero_byte"}]
    problem(await client.get(f"{THINGS}/a%00"), 404, "not_found")
    fine = await client.post(THINGS, json={"value": 1, "note": "a\\u0000"})
    assert fine.status_code == 201, fine.text


async def test_another_media_type_is_not_taken(client: httpx.AsyncClient) -> None:
    answer = await client.post(THINGS, content=b"<html>", headers={"Content-Type": "text/html"})
    problem(answer, 415, "unsupported_media_type")


async def test_all_faults_of_a_body_are_named_by_pointer(client: httpx.AsyncClient) -> None:
    body = {
        "valeu": 1,
        "parts": [{"name": "a"}, {"name": 3, "size": 0}, {"nmae": "b"}],
        "labels": {"a/b": "x"},
        "note": 7,
    }
    told = problem(await client.post(THINGS, json=body), 422, "invalid")
    found = {(fault["pointer"], fault["code"]) for fault in told["errors"]}  # type: ignore[index, attr-defined]
    assert found == {
        ("/valeu", "unknown_field"),
        ("/value", "missing"),
        ("/parts/1/name", "invalid"),
        ("/parts/1/size", "invalid"),
        ("/parts/2/nmae", "unknown_field"),
        ("/parts/2/name", "missing"),
        ("/labels/a~1b", "invalid"),
        ("/note", "invalid"),
    }


async def test_numbers_are_not_read_out_of_text(client: httpx.AsyncClient) -> None:
    problem(await client.post(THINGS, json={"value": "5"}), 422, "invalid")


async def test_a_missing_body_says_so(client: httpx.AsyncClient) -> None:
    told = problem(await client.post(THINGS), 422, "invalid")
    assert "body" in str(told["detail"]).lower()


async def test_a_body_above_the_limit_is_too_large(client: httpx.AsyncClient) -> None:
    problem(await client.post(THINGS, content=b" " * (3 * 1024 * 1024)), 413, "too_large")

    async def without_length() -> object:
        for _ in range(60):
            yield b" " * 65_536

    problem(await client.post(THINGS, content=without_length()), 413, "too_large")  # type: ignore[arg-type]


async def test_an_unknown_parameter_is_an_error_not_silence(client: httpx.AsyncClient) -> None:
    told = problem(await client.get(THINGS, params={"color": "red", "limit": 3}), 422, "unknown_parameter")
    assert [fault["pointer"] for fault in told["errors"]] == ["/query/color"]  # type: ignore[index, attr-defined]
    assert "colour" in told["errors"][0]["detail"]  # type: ignore[index]


@pytest.mark.parametrize("limit", ["0", "501", "many", "-1"])
async def test_a_limit_outside_its_bounds_is_refused(client: httpx.AsyncClient, limit: str) -> None:
    told = problem(await client.get(THINGS, params={"limit": limit}), 422, "invalid")
    assert told["errors"][0]["pointer"] == "/query/limit"  # type: ignore[index]


async def test_an_id_that_is_none_names_nothing(client: httpx.AsyncClient) -> None:
    problem(await client.get(f"{THINGS}/not-an-id"), 404, "not_found")


async def test_a_defect_names_only_the_request(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/troubles/defect", headers={"X-Request-Id": "req-7"})
    told = problem(answer, 500, "defect")
    assert "hunter2" not in answer.text
    assert told["instance"] == "urn:aegis:request:req-7"


async def test_what_passes_by_itself_says_when_to_ask_again(client: httpx.AsyncClient) -> None:
    away = await client.get("/api/v1/troubles/away")
    problem(away, 503, "store_away")
    assert away.headers["Retry-After"] == "3"
    busy = await client.get("/api/v1/troubles/too_many")
    problem(busy, 429, "too_many")
    assert busy.headers["Retry-After"] == "30"
    unknown = await client.get("/api/v1/troubles/not_known_yet")
    problem(unknown, 404, "not_known_yet")
    assert unknown.headers["Retry-After"] == "1"


async def test_a_broken_rule_is_a_conflict_with_what_is_missing(client: httpx.AsyncClient) -> None:
    told = problem(await client.post(f"{THINGS}/refused"), 409, "rule_broken")
    assert (told["state"], told["allowed"]) == ("closed", ["open"])
    assert told["errors"] == [{"pointer": "/state", "detail": "It has to be open.", "code": "state"}]


async def test_a_change_needs_the_version_it_was_decided_on(client: httpx.AsyncClient) -> None:
    path = f"{THINGS}/{uuid4()}"
    problem(await client.patch(path, json={"value": 1}), 428, "needs_version")
    for loose in ("*", 'W/"3"', "3", '"1", "3"', '"x"'):
        problem(await client.patch(path, json={"value": 1}, headers={"If-Match": loose}), 428, "needs_version")
    stale = await client.patch(path, json={"value": 1}, headers={"If-Match": '"2"'})
    problem(stale, 412, "stale")
    assert stale.headers["ETag"] == '"3"'
    done = await client.patch(path, json={"value": 1}, headers={"If-Match": '"3"'})
    assert (done.status_code, done.headers["ETag"]) == (200, '"4"')


async def test_a_read_that_the_client_has_is_not_sent_again(client: httpx.AsyncClient) -> None:
    path = f"{THINGS}/{uuid4()}"
    first = await client.get(path)
    again = await client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert (await client.get(path, headers={"If-None-Match": '"other"'})).status_code == 200


async def test_request_ids_are_taken_in_or_made(client: httpx.AsyncClient) -> None:
    given = await client.get("/health/live", headers={"X-Request-Id": "abc-1"})
    assert given.headers["X-Request-Id"] == "abc-1"
    for bad in ("a b", "x" * 200, "né"):
        made = await client.get("/health/live", headers={"X-Request-Id": bad.encode("utf-8")})  # type: ignore[dict-item]
        assert len(made.headers["X-Request-Id"]) == 32
