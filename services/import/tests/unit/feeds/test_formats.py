"""Feeds of every format: which field of an entry comes from where."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from import_support.feeds import atom, item, read_feed, rss

AT = datetime(2026, 11, 24, 14, 7, 45, tzinfo=UTC)


def test_rss_2_gives_every_field() -> None:
    written = rss(
        "<title>Actor uses T1059.001</title><link>https://news.example/1?utm_source=rss</link>"
        "<guid isPermaLink='false'>g-1</guid>"
        "<pubDate>Tue, 24 Nov 2026 15:07:45 +0100</pubDate><author>jane@news.example (Jane Doe)</author>"
        "<dc:creator>John Roe</dc:creator><media:title>Not the title</media:title>"
        "<description>&lt;p&gt;Short &amp;amp; safe&lt;/p&gt;</description>"
        "<content:encoded><![CDATA[<h1>Long</h1><ul><li>one<li>two</ul><script>alert(1)</script>]]></content:encoded>"
    )
    ((claim,), report) = read_feed(written)
    assert report.problems == []
    assert (claim.kind, claim.key, claim.url) == ("intel", "g-1", "https://news.example/1?utm_source=rss")
    assert claim.content_key == "https://news.example/1"
    found: Any = claim.item
    assert found.name == "Actor uses T1059.001"
    assert found.link == "https://news.example/1?utm_source=rss"
    assert found.summary == "Short & safe"
    assert found.content == "Long\n\none\ntwo"
    assert found.authors == ("Jane Doe", "John Roe")
    assert (found.published, found.first_seen) == (AT, False)
    assert found.technique_ids_named == ("T1059.001",)
    assert found.feed == "Alerts"
    assert (claim.created, claim.modified) == (AT, AT)


@pytest.mark.parametrize("version", ["0.91", "0.92", "2.0"])
def test_all_rss_without_a_namespace_is_read(version: str) -> None:
    written = rss("<title>One</title><link>https://news.example/1</link>").replace('"2.0"', f'"{version}"')
    assert item(written).name == "One"


@pytest.mark.parametrize("space", ["http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"])
def test_rdf_has_its_items_beside_the_channel(space: str) -> None:
    written = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns="{space}"><channel rdf:about="https://news.example/"><title>Alerts</title>'
        "<link>https://news.example/</link></channel><item rdf:about='https://news.example/1'><title>One</title>"
        "<link>https://news.example/1</link><description>Text</description><dc:date>2026-11-24T14:07:45Z</dc:date>"
        "<dc:creator>Jane</dc:creator></item></rdf:RDF>"
    )
    ((claim,), _) = read_feed(written)
    assert claim.key == "https://news.example/1"
    found: Any = claim.item
    assert (found.name, found.summary, found.authors, found.published) == ("One", "Text", ("Jane",), AT)
    assert found.feed == "Alerts"


def test_atom_gives_every_field() -> None:
    written = atom(
        '<id>urn:1</id><title type="html">A &lt;b&gt;bold&lt;/b&gt; title</title>'
        '<link rel="self" href="/self"/><link rel="enclosure" href="/file.zip"/><link href="/1.html"/>'
        "<published>2026-11-24T14:07:45Z</published><updated>2026-11-25T00:00:00.123456789+01:00</updated>"
        "<author><name>Jane</name></author><summary>Plain &lt;b&gt; text</summary>"
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>See <a href="/techniques/T1059/001/">it</a>'
        "</p><script>alert(1)</script>, then</div></content>",
        head="<author><name>Desk</name></author>",
    )
    ((claim,), report) = read_feed(written)
    assert report.problems == []
    assert (claim.key, claim.content_key) == ("urn:1", "https://feeds.example/1.html")
    found: Any = claim.item
    assert (found.name, found.link) == ("A bold title", "https://feeds.example/1.html")
    assert (found.summary, found.content) == ("Plain <b> text", "See it\n, then")
    assert (found.published, claim.modified) == (AT, datetime(2026, 11, 24, 23, 0, 0, 123456, tzinfo=UTC))
    assert found.authors == ("Jane",)
    assert found.technique_ids_named == ("T1059.001",)


def test_an_atom_entry_without_author_has_the_feeds_and_without_published_its_update() -> None:
    written = atom(
        "<id>urn:1</id><title>One</title><updated>2026-11-24T14:07:45Z</updated>",
        head="<author><name>Desk</name></author>",
    )
    found = item(written)
    assert (found.authors, found.published, found.first_seen) == (("Desk",), AT, False)


def test_atom_0_3_is_read() -> None:
    written = (
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Old</title><entry><id>tag:1</id><title>One</title>'
        '<link rel="alternate" type="text/html" href="https://news.example/1"/><issued>2026-11-24T14:07:45Z</issued>'
        '<content type="text/html" mode="escaped">&lt;p&gt;Text&lt;/p&gt;</content></entry></feed>'
    )
    found = item(written)
    assert (found.name, found.content, found.published, found.feed) == ("One", "Text", AT, "Old")


def json_feed(*items: Any, **head: Any) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Alerts", "items": list(items)} | head)


def test_json_feed_gives_every_field() -> None:
    one = {
        "id": 7,
        "url": "/1",
        "title": "One",
        "summary": "Short",
        "content_html": "<p>Uses <a href='https://attack.mitre.org/techniques/T1003'>it</a></p>",
        "content_text": "not this",
        "date_published": "2026-11-24T14:07:45Z",
        "date_modified": "2026-11-25T00:00:00Z",
        "authors": [{"name": "Jane"}, {"url": "x"}],
    }
    ((claim,), report) = read_feed(json_feed(one, home_page_url="https://news.example/"))
    assert report.problems == []
    assert (claim.key, claim.content_key) == ("7", "https://feeds.example/1")
    found: Any = claim.item
    assert (found.name, found.summary, found.content) == ("One", "Short", "Uses it")
    assert (found.authors, found.published) == (("Jane",), AT)
    assert found.technique_ids_named == ("T1003",)


def test_json_feed_1_0_has_one_author_and_may_link_elsewhere_only() -> None:
    one = {"id": "a", "external_url": "https://else.example/", "content_text": "<b>\nText", "author": {"name": "Jane"}}
    written = json_feed(one, version="https://jsonfeed.org/version/1", feed_url="https://news.example/feed.json")
    found = item(written)
    assert (found.name, found.link, found.content, found.authors) == (
        "<b>", "https://else.example/", "<b>\nText", ("Jane",),
    )  # fmt: skip


def test_a_json_entry_of_wrong_types_is_bad_or_left_empty_and_the_others_come_in() -> None:
    written = json_feed(
        7, {"id": "a", "title": ["x"], "content_text": "Text", "authors": "me"}, {"id": {}}, {"id": "b", "title": "B"}
    )
    claims, report = read_feed(written)
    assert [(claim.key, claim.item.name) for claim in claims] == [("a", "Text"), ("b", "B")]  # type: ignore[union-attr]
    assert [(one.severity, one.code) for one in report.problems] == [
        ("bad_entry", "bad_entry"), ("warning", "bad_field"), ("warning", "bad_field"), ("bad_entry", "no_title"),
    ]  # fmt: skip
    assert report.skipped == {"intel": 2}


def test_an_entry_without_title_is_called_by_the_beginning_of_its_text() -> None:
    assert item(rss("<guid>1</guid><description>First line.&lt;br&gt;Second.</description>")).name == "First line."
    long = item(rss(f"<guid>1</guid><description>{'word ' * 100}</description>")).name
    assert long.endswith("word …")
    assert len(long) <= 122


def test_an_entry_with_neither_title_nor_text_nor_link_is_bad_and_the_others_come_in() -> None:
    claims, report = read_feed(rss("<guid>1</guid>", "<title>Two</title>"))
    assert [claim.item.name for claim in claims] == ["Two"]  # type: ignore[union-attr]
    assert [(one.severity, one.code, one.key) for one in report.problems] == [("bad_entry", "no_title", "1")]


@pytest.mark.parametrize("written", [rss(), atom(), json_feed()])
def test_a_feed_without_entries_is_a_feed(written: str) -> None:
    assert read_feed(written)[0] == []


# Links.


@pytest.mark.parametrize(
    "written, meant",
    [
        ("/a", "https://feeds.example/a"),
        ("a", "https://feeds.example/news/a"),
        ("//else.example/a", "https://else.example/a"),
        ("https://news.example/a b", None),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("https://user:secret@news.example/", None),
        ("https://[bad", None),
        ("https://news.example:99999/", None),
        ("https://" + "a" * 3_000, None),
    ],
)
def test_links_are_resolved_against_the_feeds_address_and_only_http_and_https_count(written: str, meant: str) -> None:
    assert item(rss(f"<title>T</title><link>{written}</link>")).link == meant


def test_links_are_resolved_against_xml_base_and_an_uploaded_feeds_against_its_home() -> None:
    based = atom('<id>urn:1</id><title>T</title><link href="1"/>', attributes='xml:base="https://base.example/x/"')
    assert item(based).link == "https://base.example/x/1"
    assert item(rss("<title>T</title><link>1</link>"), url=None).link == "https://news.example/1"


def test_a_query_of_the_feeds_own_address_is_never_part_of_a_link() -> None:
    written = rss("<title>T</title><link>#1</link>")
    assert item(written, url="https://feeds.example/all?token=secret").link == "https://feeds.example/all#1"


def test_a_permalink_is_a_link_unless_the_guid_says_that_it_is_none() -> None:
    assert item(rss("<title>T</title><guid>https://news.example/1</guid>")).link == "https://news.example/1"
    assert item(rss("<title>T</title><guid isPermaLink='false'>https://news.example/1</guid>")).link is None
    assert item(rss("<title>T</title><guid>12</guid>")).link is None
