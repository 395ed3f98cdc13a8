"""People make feeds sources of their own."""

from import_support.client import API, Client

URL = "https://www.cisa.gov/cybersecurity-advisories/all.xml"


async def test_a_feed_becomes_a_source_with_its_url_and_a_schedule(client: Client) -> None:
    answer = await client.post("/data-sources", {"name": "cisa-advisories", "upstream": "feed", "url": URL})
    assert answer.status_code == 201
    path = answer.headers["Location"].removeprefix(API)
    made = await client.get(path)
    assert (made["upstream"], made["format"], made["url"], made["domain"]) == ("feed", "feed", URL, None)
    scheduled = await client.send(
        "PUT", "/data-sources/cisa-advisories/schedule", json={"rule": "every 6h"}, headers={"If-Match": '"1"'}
    )
    assert scheduled.status_code == 200
    assert scheduled.json()["schedule"] == "every 6h"


async def test_a_feed_at_an_address_that_is_none_names_the_field(client: Client) -> None:
    for url in ("file:///etc/passwd", "javascript:alert(1)", "https://user:secret@news.example/feed"):
        answer = await client.post("/data-sources", {"name": "bad", "upstream": "feed", "url": url})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/url"
