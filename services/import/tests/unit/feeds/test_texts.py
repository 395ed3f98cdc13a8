"""Dates, techniques and safe text."""

from datetime import UTC, datetime

import pytest
from import_support.feeds import atom, item, read_feed, rss

from aegis_import.adapters.feeds.dates import instant
from aegis_import.adapters.feeds.safe_text import of_either, of_html, of_title
from aegis_import.adapters.feeds.technique_names import MOST, techniques_named

AT = datetime(2026, 11, 24, 14, 7, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "Tue, 24 Nov 2026 14:07:45 GMT",
        "Tue, 24 Nov 2026 09:07:45 EST",
        "24 Nov 2026 15:07:45 +0100",
        "Tue, 24 Nov 26 14:07:45 Z",
        "2026-11-24T14:07:45Z",
        "2026-11-24T14:07:45.000000000Z",
        "2026-11-24t16:07:45+02:00",
        "2026-11-24 14:07:45",
        "2026-11-24T14:07:45+0000",
    ],
)
def test_rfc_822_and_rfc_3339_are_read(written: str) -> None:
    assert instant(written) == AT


def test_a_date_alone_is_its_midnight_and_what_is_no_date_none() -> None:
    assert instant("2026-11-24") == instant("2026-11-24T00:00Z") == datetime(2026, 11, 24, tzinfo=UTC)
    assert instant("2026-11") == datetime(2026, 11, 1, tzinfo=UTC)
    for written in ("", "yesterday", "2026-13-01", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:00", "1" * 99):
        assert instant(written) is None


def test_an_entry_without_a_date_is_marked_and_one_with_an_unreadable_date_says_so() -> None:
    found = item(rss("<title>T</title>"))
    assert (found.published, found.first_seen) == (None, True)
    ((claim,), report) = read_feed(rss("<title>T</title><guid>1</guid><pubDate>soon</pubDate>"))
    assert (claim.created, claim.modified) == (None, None)
    assert [(one.severity, one.code, one.key) for one in report.problems] == [("warning", "bad_date", "1")]


@pytest.mark.parametrize(
    "text, ids",
    [
        ("They used T1059.001 and T1003.", ("T1059.001", "T1003")),
        ("(t1059.001), attack.t1566", ("T1059.001", "T1566")),
        ("https://attack.mitre.org/techniques/T1059/001/ and /techniques/T1003", ("T1059.001", "T1003")),
        ("T1059.001 T1059.001 T1059", ("T1059.001", "T1059")),
        ("XT1059 T10591 T1059.0011 T1059x T1059_1 T105 1T1059", ()),
        ("https://x.example/techniques/T1059abc", ()),
        ("T１０５９", ()),
    ],
)
def test_techniques_are_named_as_words_and_in_addresses(text: str, ids: tuple[str, ...]) -> None:
    assert techniques_named([text]) == ids


def test_techniques_are_found_in_title_text_and_links_but_not_in_what_is_hidden() -> None:
    found = item(
        rss(
            "<title>T1001</title><link>https://news.example/T1002</link><description>T1003</description><content:encoded>"
            "<![CDATA[<a href='https://attack.mitre.org/techniques/T1059/004' id='T1004'>here</a><!-- T1005 -->"
            "<script>T1006</script>, <b>T1</b>007]]></content:encoded>"
        )
    )
    assert found.technique_ids_named == ("T1001", "T1003", "T1007", "T1059.004")


def test_a_list_of_all_techniques_names_so_many() -> None:
    assert len(techniques_named(f"T{number}" for number in range(1_000, 2_000))) == MOST


@pytest.mark.parametrize(
    "html, text",
    [
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("&lt;script&gt; &amp;amp; &copy;&nbsp;x", "<script> &amp; ©\xa0x"),
        ("<scr<script>ipt>alert(1)</script>", "ipt>alert(1)"),
        ("a<script>alert(1)</script>b<style>x{}</style>c", "abc"),
        ("a<script>alert(1)", "a"),
        ("<img src=x onerror=alert(1)>a<svg onload=alert(1)>b</svg>", "ab"),
        ("a<!-- hidden -->b<![CDATA[c]]>", "ab"),
        ("<textarea>hidden</textarea><title>hidden</title>a", "a"),
        ("3 < 4 && 5 > 4", "3 < 4 && 5 > 4"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\n\nb"),
    ],
)
def test_html_becomes_text_as_browsers_show_it(html: str, text: str) -> None:
    assert of_html(html).text == text


def test_a_description_is_html_only_where_it_looks_so() -> None:
    assert of_either("XSS by <script> in a title").text == "XSS by <script> in a title"
    assert of_either("A <b>bold</b> word").text == "A bold word"
    assert of_either("AT&amp;T").text == "AT&T"


def test_titles_lose_inline_tags_and_keep_others_visible() -> None:
    assert of_title("  A <b>bold</b> &#8217;title\n&amp; more ") == "A bold ’title & more"
    assert of_title("XSS via <script> in X") == "XSS via <script> in X"


def test_control_characters_go_and_direction_marks_stay() -> None:
    assert of_title("a\x07\u200fb") == "a\u200fb"
    assert of_html("<p>a&#7;\u200fb</p>").text == "a\u200fb"


def test_a_long_text_is_cut_and_said_so() -> None:
    ((claim,), report) = read_feed(atom(f"<id>urn:1</id><title>T</title><content>{'é' * 120_000}</content>"))
    found = claim.item
    assert len(found.content.encode()) <= 192 * 1024 + 4  # type: ignore[union-attr]
    assert found.content.endswith("é …")  # type: ignore[union-attr]
    assert [(one.severity, one.code) for one in report.problems] == [("warning", "cut")]
