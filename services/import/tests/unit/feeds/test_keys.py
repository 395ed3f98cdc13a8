"""What an entry is called in its feed, and which item it is."""

import hashlib

import pytest
from import_support.feeds import atom, read_feed, rss

from aegis_import.adapters.feeds.addresses import alike


def keys(written: str, **how: str) -> list[tuple[str, str | None]]:
    return [(claim.key, claim.content_key) for claim in read_feed(written, **how)[0]]  # type: ignore[arg-type]


def test_one_link_in_two_feeds_is_one_item_whatever_its_ids() -> None:
    one = rss("<title>T</title><guid isPermaLink='false'>7</guid><link>http://News.example:80/a?utm_source=x</link>")
    other = atom('<id>urn:uuid:1</id><title>T</title><link href="https://news.example/a"/>')
    ((key, item),), ((other_key, other_item),) = keys(one), keys(other, source="other")
    assert (key, other_key) == ("7", "urn:uuid:1")
    assert item == other_item == "https://news.example/a"


def test_one_id_on_two_links_is_two_items_in_two_feeds() -> None:
    one = keys(rss("<title>T</title><guid>7</guid><link>https://a.example/1</link>"))
    other = keys(rss("<title>T</title><guid>7</guid><link>https://b.example/1</link>"), source="other")
    assert one[0][0] == other[0][0]
    assert one[0][1] != other[0][1]


def test_without_a_link_an_id_is_the_items_where_it_is_the_same_everywhere() -> None:
    for id_ in ("urn:uuid:1", "tag:x.example,2026:1", "https://x.example/1"):
        written = atom(f"<id>{id_}</id><title>T</title>")
        assert keys(written) == keys(written, source="other") == [(id_, id_)]
    plain = rss("<title>T</title><guid>12345</guid>")
    assert keys(plain) == [("12345", "alerts 12345")]
    assert keys(plain, source="other") == [("12345", "other 12345")]


def test_without_an_id_the_link_is_the_key_and_without_both_title_and_date() -> None:
    assert keys(rss("<title>T</title><link>https://news.example/1#x</link>")) == [
        ("https://news.example/1#x", "https://news.example/1#x")
    ]
    hashed = "sha256:" + hashlib.sha256(b"T\nTue, 24 Nov 2026 14:07:45 GMT").hexdigest()
    bare = rss("<title> T </title><pubDate>Tue, 24 Nov 2026 14:07:45 GMT</pubDate>")
    assert keys(bare) == keys(bare, source="other") == [(hashed, hashed)]


def test_a_link_that_several_entries_share_or_that_is_the_feeds_home_names_no_item() -> None:
    shared = "<title>T</title><link>https://news.example/releases</link>"
    assert keys(rss(f"{shared}<guid>1</guid>", f"{shared}<guid>2</guid>")) == [("1", "alerts 1"), ("2", "alerts 2")]
    home = rss("<title>T</title><guid>1</guid><link>http://news.example</link>")
    assert keys(home) == [("1", "alerts 1")]


def test_an_entry_that_stands_twice_still_has_its_link() -> None:
    twice = "<title>T</title><guid>1</guid><link>https://news.example/1</link>"
    assert keys(rss(twice, twice)) == [("1", "https://news.example/1")] * 2


def test_an_id_without_end_is_hashed() -> None:
    ((key, _),) = keys(rss(f"<title>T</title><guid>{'x' * 5_000}</guid>"))
    assert key == "sha256:" + hashlib.sha256(b"x" * 5_000).hexdigest()


def test_an_id_with_control_characters_is_hashed() -> None:
    written = '{"version": "https://jsonfeed.org/version/1", "items": [{"id": "a\\u0000b", "title": "T"}]}'
    ((key, item),) = keys(written)
    assert key == "sha256:" + hashlib.sha256(b"a\x00b").hexdigest()
    assert item == f"alerts {key}"


@pytest.mark.parametrize(
    "one, other",
    [
        ("http://news.example/a", "https://news.example/a"),
        ("https://NEWS.example./a", "https://news.example/a"),
        ("https://news.example:443/a", "https://news.example/a"),
        ("http://news.example:80/a", "https://news.example/a"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example/%7Ea", "https://news.example/~a"),
        ("https://news.example/a?utm_source=x&utm_medium=y", "https://news.example/a"),
        ("https://news.example/a?id=1&fbclid=x", "https://news.example/a?id=1"),
    ],
)
def test_addresses_of_one_page_are_made_alike(one: str, other: str) -> None:
    assert alike(one) == alike(other) == other


@pytest.mark.parametrize(
    "one, other",
    [
        ("https://news.example/a", "https://news.example/b"),
        ("https://news.example/a", "https://news.example/A"),
        ("https://news.example/a?id=1", "https://news.example/a?id=2"),
        ("https://news.example/a#1", "https://news.example/a#2"),
        ("https://news.example/a%2Fb", "https://news.example/a/b"),
        ("https://news.example:8443/a", "https://news.example/a"),
    ],
)
def test_addresses_that_may_be_of_two_pages_stay_apart(one: str, other: str) -> None:
    assert alike(one) != alike(other)
