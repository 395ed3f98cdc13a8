"""What a feed may do to you: a test for each class, and mutated input."""

import json
import time
import tracemalloc
import zipfile
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from import_support.feeds import atom, item, read_feed, rss

from aegis_import.adapters.feeds.parser import FEED_BYTES
from aegis_import.adapters.feeds.xml_tree import DEPTH, ELEMENTS
from aegis_import.application.parsing import BadArchive

ONE = rss("<title>Grüße</title><link>https://news.example/1</link><description>&lt;p&gt;T1059&lt;/p&gt;</description>")


def refused(written: str | bytes, says: str, **how: Any) -> BadArchive:
    with pytest.raises(BadArchive, match=says) as caught:
        read_feed(written, **how)
    return caught.value


BILLION_LAUGHS = (
    '<!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)


@pytest.mark.parametrize(
    "doctype",
    [
        BILLION_LAUGHS,
        f'<!DOCTYPE rss [<!ENTITY a "{"x" * 100_000}">]>',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1/x.dtd">',
        '<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1/x"> %x;]>',
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">',
    ],
)
def test_a_document_type_is_refused_before_anything_of_it_is_used(doctype: str) -> None:
    written = f"{doctype}<rss><channel><item><title>{'&x;' * 10_000}</title></item></channel></rss>"
    refused(written, "document type declaration")


def test_entities_are_none() -> None:
    refused(rss("<title>&nbsp;</title>"), "line 1: undefined entity")


def test_nesting_and_elements_have_limits_that_act_before_the_stack_and_the_memory() -> None:
    refused("<rss>" + "<a>" * 1_000_000, f"nested deeper than {DEPTH}")
    assert item(rss(f"<title>T</title>{'<a>' * 90}{'</a>' * 90}")).name == "T"
    refused("<rss>" + "<a/>" * (ELEMENTS + 1) + "</rss>", "more than 300,000 elements")
    refused('{"version": "https://jsonfeed.org/version/1", "items": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested")
    refused('{"version": "https://jsonfeed.org/version/1", "items": [' + "[" * 70 + "]" * 70 + "]}", "deeper than 64")


def test_a_feed_has_a_limit_of_size() -> None:
    refused(b"<rss>" + b" " * FEED_BYTES, "larger than 8,388,608 bytes")


@pytest.mark.parametrize(
    "written, says",
    [
        ("<rss><channel>", "line 1: no element found"),
        ("<rss></channel></rss>", "mismatched tag"),
        ("<rss>\n\n&</rss>", "line 3: not well-formed"),
        ("<rss a='1' a='2'></rss>", "duplicate attribute"),
        ("<rss><x:a/></rss>", "unbound prefix"),
        ("<rss>\x01</rss>", "not well-formed"),
        (ONE[: len(ONE) // 2], "cannot be read as XML"),
        (ONE + "<more/>", "junk after document element"),
        ('{"version": "https://jsonfeed.org/version/1", "items": [', "no JSON Feed"),
        ('{"version": "https://jsonfeed.org/version/1", "items": [NaN]}', "no JSON Feed"),
        ('{"version": "https://jsonfeed.org/version/1"}', "without a list of items"),
        ('{"type": "bundle", "objects": []}', "its version does not say so"),
        ("[]", "its version does not say so"),
        ('<opml version="2.0"></opml>', "XML whose root is <opml>"),
        ("not a feed", "got something else .*beginning 'not a feed'"),
        (b"\x89PNG\r\n\x1a\n", "got something else"),
        (b"\xff\xfe", "cannot be read as XML"),
    ],
)
def test_what_is_no_feed_is_refused_with_a_reason(written: str | bytes, says: str) -> None:
    refused(written, says)


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html><html><head>{}</head></html>",
        "\n<!-- made by x --><HTML><HEAD>{}</HEAD>",
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head>{}</head></html>',
    ],
)
def test_an_html_page_is_called_one_and_the_feeds_that_it_names_are_named(page: str) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/feed.xml"/>'
    error = refused(
        page.format(link), r"got an HTML page \(HTTP status 200, content type 'text/html'\)", content_type="text/html"
    )
    assert error.code == "html"
    assert str(error).endswith("It names /feed.xml as feeds.")
    assert str(refused(page.format(""), "HTML page", url=None)) == "Expected a feed, got an HTML page."


def test_a_zip_is_no_feed() -> None:
    into = BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr("feed.xml", ONE)
    refused(into.getvalue(), "got a zip file")


def test_an_empty_file_is_no_feed() -> None:
    refused(b"", "got an empty one")


# Encodings.


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "iso-8859-15", "utf-8", "utf-16"])
def test_the_declared_encoding_is_honoured(encoding: str) -> None:
    written = ONE.replace('version="1.0"', f'version="1.0" encoding="{encoding}"').encode(encoding)
    assert item(written).name == "Grüße"


@pytest.mark.parametrize(
    "encoding, text", [("shift_jis", "日本"), ("gb18030", "中国"), ("euc-kr", "한국"), ("koi8-r", "Мир")]
)
def test_encodings_of_several_bytes_are_honoured_too(encoding: str, text: str) -> None:
    written = (
        ONE.replace("Grüße", text).replace('version="1.0"', f'version="1.0" encoding="{encoding}"').encode(encoding)
    )
    assert item(written).name == text


def test_https_charset_goes_before_the_declaration_and_a_mark_before_both() -> None:
    declared = ONE.replace('version="1.0"', 'version="1.0" encoding="utf-8"')
    assert item(declared.encode("iso-8859-1"), content_type='text/xml; charset="ISO-8859-1"').name == "Grüße"
    assert item(b"\xef\xbb\xbf" + declared.encode(), content_type="text/xml; charset=iso-8859-1").name == "Grüße"
    assert item(ONE.encode("utf-16-le"), content_type="application/xml").name == "Grüße"


def test_what_does_not_decode_is_refused_and_no_guess_is_made() -> None:
    refused(ONE.encode("iso-8859-1"), "not utf-8 though XML's rule says so")
    refused(ONE.encode(), "not ascii though HTTP says so", content_type="text/xml; charset=us-ascii")
    for hostile in ("utf-7", "unicode_escape", "idna", "zlib", "hex", "x-unknown", "undefined"):
        refused(ONE.replace('version="1.0"', f'version="1.0" encoding="{hostile}"'), "which is not read")
    refused(b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "\xe4"}]}', "not UTF-8|no JSON Feed")


def test_space_before_the_declaration_is_forgiven() -> None:
    assert item("\n " + ONE).name == "Grüße"


def test_an_entry_that_names_a_json_key_twice_is_bad_and_a_feed_that_does_is_refused() -> None:
    begin = '{"version": "https://jsonfeed.org/version/1", '
    twice, good = '{"id": "1", "title": "A", "title": "B"}', '{"id": "2", "title": "C"}'
    claims, report = read_feed(f'{begin}"items": [{twice}, {good}]}}')
    assert [claim.key for claim in claims] == ["2"]
    assert [(one.severity, one.reason) for one in report.problems] == [
        ("bad_entry", "Entry 1 names 'title' twice in one object.")
    ]
    refused(f'{begin}"title": "A", "title": "B", "items": [{good}]}}', "names 'title' twice")
    refused(f'{begin}"items": [{good}], "items": [{good}]}}', "names 'items' twice")


# Bounds.

HOSTILE_TEXTS = [
    "<div>", "<b>", "<a href=x>", "<p>", "<font size=1>", "<table><tr><td>", "<!--", "<![CDATA[", "<", "&", "&#x41;",
    "<b <", "<script>", "</", "<a x=1 ", "<svg><math>", "<select>", "<template>", "<object><div></object>", "\n \n",
    "T1059", "/techniques/T1059/001", "]]>", "<title>", "&amp;",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_no_text_takes_long_or_much_memory(text: str) -> None:
    many = text * (512 * 1024 // len(text))
    feed = {"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": many, "content_html": many}]}
    written = json.dumps(feed)
    escaped = many.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    as_rss = rss(f"<title>{escaped}</title><description>{escaped}</description>")
    begun = time.process_time()
    tracemalloc.start()
    for one in (written, as_rss):
        read_feed(one)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.process_time() - begun < 5
    assert peak < 200 * 1024 * 1024


@pytest.mark.parametrize("text", ["<div>", "&", "<", "<a href=x>"])
def test_a_large_feed_of_the_worst_texts_is_read_in_bounded_time(text: str) -> None:
    one = {"title": "T", "content_html": text * (128 * 1024 // len(text))}
    each = len(json.dumps(one)) + 20
    items = [one | {"id": str(number)} for number in range(FEED_BYTES // 4 // each)]
    begun = time.process_time()
    claims, _ = read_feed(json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}))
    assert len(claims) == len(items)
    assert time.process_time() - begun < 10


SEEDS = [
    ONE.encode(),
    ONE.encode("utf-16"),
    atom(
        '<id>urn:1</id><title type="html">&lt;b&gt;T</title><link href="/1"/><updated>2026-11-24T14:07:45Z</updated>'
    ).encode(),
    json.dumps(
        {"version": "https://jsonfeed.org/version/1", "items": [{"id": 1, "title": "T", "content_html": "<p>"}]}
    ).encode(),
]


@settings(max_examples=300, deadline=5_000, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SEEDS), st.data())
def test_a_mutated_feed_is_read_or_refused_and_never_worse(seed: bytes, data: st.DataObject) -> None:
    mutated = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(mutated)))
        length = data.draw(st.integers(0, 20))
        mutated[at : at + length] = data.draw(
            st.binary(max_size=20) | st.sampled_from([t.encode() for t in HOSTILE_TEXTS])
        )
    try:
        claims, _ = read_feed(bytes(mutated) or b" ")
    except BadArchive:
        return  # with a reason: it cannot be made without
    assert all(claim.key and claim.content_key and claim.item.name for claim in claims)  # type: ignore[union-attr]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
FIELDS = [
    "id",
    "url",
    "title",
    "summary",
    "content_html",
    "content_text",
    "date_published",
    "authors",
    "author",
    "external_url",
]


@settings(max_examples=300, deadline=5_000)
@given(
    st.lists(st.dictionaries(st.sampled_from(FIELDS), JSON) | JSON, max_size=4),
    st.dictionaries(st.sampled_from([*FIELDS, "feed_url", "home_page_url"]), JSON),
)
def test_json_of_any_types_gives_entries_or_bad_ones(items: list[Any], head: dict[str, Any]) -> None:
    claims, report = read_feed(json.dumps(head | {"version": "https://jsonfeed.org/version/1", "items": items}))
    assert len(claims) + report.skipped["intel"] == len(items)


@settings(max_examples=200, deadline=5_000)
@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=60))
def test_any_text_in_any_field_is_read(title: str, text: str, date: str) -> None:
    written = json.dumps(
        {
            "version": "https://jsonfeed.org/version/1",
            "items": [
                {
                    "id": title,
                    "url": text,
                    "title": text,
                    "content_html": text,
                    "summary": title,
                    "date_published": date,
                }
            ],
        }
    )
    claims, report = read_feed(written)
    assert len(claims) + report.skipped["intel"] == 1
