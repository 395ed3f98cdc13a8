"""Lists come page by page; a cursor leads on in its own list and in no other."""

import httpx
import pytest

from aegis_chassis.web.cursors import decode_cursor, encode_cursor
from aegis_chassis.web.errors import Unreadable

THINGS = "/api/v1/things"


async def test_cursors_lead_through_the_whole_list_once(client: httpx.AsyncClient) -> None:
    seen: list[int] = []
    cursor: str | None = None
    while True:
        answer = await client.get(THINGS, params={"cursor": cursor} if cursor else {})
        page = answer.json()
        seen += page["items"]
        cursor = page["next_cursor"]
        assert "total" not in page
        if cursor is None:
            break
    assert seen == list(range(120))


async def test_the_total_is_counted_when_asked_for(client: httpx.AsyncClient) -> None:
    assert (await client.get(THINGS, params={"count": "true", "limit": 1})).json()["total"] == 120


@pytest.mark.parametrize(
    "other", [{"colour": "blue"}, {"colour": ["red", "blue"]}, {"sort": "-value"}, {"sort": "name,value"}, {}]
)
async def test_a_cursor_of_another_list_is_refused(client: httpx.AsyncClient, other: dict[str, str]) -> None:
    cursor = (await client.get(THINGS, params={"colour": "red"})).json()["next_cursor"]
    answer = await client.get(THINGS, params={**other, "cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")
    assert answer.json()["errors"][0]["pointer"] == "/query/cursor"


@pytest.mark.parametrize("junk", ["x", "%00", "é", "W10", "bnVsbA", "A" * 3_000, ""])
async def test_what_is_no_cursor_is_refused(client: httpx.AsyncClient, junk: str) -> None:
    answer = await client.get(THINGS, params={"cursor": junk})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


async def test_the_order_of_filters_does_not_matter_to_a_cursor(client: httpx.AsyncClient) -> None:
    cursor = (await client.get(THINGS, params={"colour": ["red", "blue"]})).json()["next_cursor"]
    answer = await client.get(THINGS, params={"cursor": cursor, "colour": ["blue", "red"], "limit": 7})
    assert answer.json()["items"] == list(range(50, 57))


@pytest.mark.parametrize("sort", ["colour", "value,value", "", "-", "value,name,value"])
async def test_only_allowed_sorts_are_taken(client: httpx.AsyncClient, sort: str) -> None:
    answer = await client.get(THINGS, params={"sort": sort or ","})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_sort")


def test_positions_come_back_with_their_types() -> None:
    from datetime import UTC, datetime
    from uuid import UUID, uuid4

    position = (datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC), None, uuid4())
    assert decode_cursor(encode_cursor(position, "l"), "l", [datetime, str | None, UUID]) == position
    with pytest.raises(Unreadable):
        decode_cursor(encode_cursor(position, "l"), "l", [datetime, str | None])
    with pytest.raises(Unreadable):
        decode_cursor(encode_cursor(("no", None, 1), "l"), "l", [datetime, str | None, UUID])
