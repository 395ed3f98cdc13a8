"""Feeds: RSS, Atom, JSON Feed. Rules: docs/sources/feeds.md."""

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

from aegis_contracts.imported.intel import IntelItem
from aegis_import.adapters.archives.opening import shown, told
from aegis_import.adapters.feeds.atom import read_atom
from aegis_import.adapters.feeds.dates import instant
from aegis_import.adapters.feeds.decoding import xml_text
from aegis_import.adapters.feeds.entries import Entry, Feed
from aegis_import.adapters.feeds.json_feed import read_json_feed
from aegis_import.adapters.feeds.keys import entry_key, item_key, own_links
from aegis_import.adapters.feeds.rss import read_rss
from aegis_import.adapters.feeds.safe_text import SafeText
from aegis_import.adapters.feeds.technique_names import techniques_named
from aegis_import.adapters.feeds.xml_feeds import ATOM, RDF
from aegis_import.adapters.feeds.xml_tree import BadXml, read_xml
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import Archive, BadArchive, Got
from aegis_import.application.report import Report

FEED_BYTES = 8 * 1024 * 1024
"""Honest feeds hold some hundred kilobytes."""
LONGEST_NAME = 500
LONGEST_BEGINNING = 120
SUMMARY_BYTES = 64 * 1024
CONTENT_BYTES = 192 * 1024
KIND = "intel"

_BLANK = b" \t\r\n"
_XML_BEGINS = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00<", b"\x00\x00\xfe\xff")
_HTML = re.compile(r"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_OFFERED = re.compile(
    r"<link\b[^<>]{0,1000}\btype\s*=\s*[\"']application/(?:rss|atom|feed)\+[^<>]{0,1000}>", re.IGNORECASE
)
_HREF = re.compile(r"\bhref\s*=\s*[\"']([^\"'<>\s]{1,500})[\"']", re.IGNORECASE)


def parse_feed(archive: Archive, report: Report) -> Iterator[ParsedClaim]:
    """The feed's entries. Raises `BadArchive` for what is no feed; a feed without entries is one."""
    if not archive.bare:
        raise BadArchive("not_a_feed", f"Expected a feed, got a zip file{told(archive.got)}.")
    (member,) = archive.members()
    if member.size > FEED_BYTES:
        raise BadArchive("too_large", f"The feed is larger than {FEED_BYTES:,} bytes.")
    feed = _feed(archive.read(member), archive.got, member.path)
    for reason in feed.unreadable:
        report.bad_entry("bad_entry", reason, path=member.path, kind=KIND)
    for reason in feed.left_empty:
        report.warning("bad_field", f"A field is left empty: {reason}.", path=member.path, kind=KIND)
    titles = [" ".join(entry.title.safe().text.split()) for entry in feed.entries]
    keys = [entry_key(entry, title) for entry, title in zip(feed.entries, titles, strict=True)]
    own = own_links(feed, keys)
    for entry, title, key in zip(feed.entries, titles, keys, strict=True):
        item = _item(entry, title, key, feed, member.path, report)
        if item is not None:
            updated = instant(entry.updated)
            yield ParsedClaim(
                key=key,
                content_key=item_key(entry, key, own, archive.wanted.source),
                item=item,
                path=member.path,
                url=entry.link,
                created=item.published,
                modified=updated or item.published,
            )


def _feed(written: bytes | bytearray, got: Got, path: str) -> Feed:
    base = _address(got)
    head = bytes(written[:1024])
    if head.removeprefix(b"\xef\xbb\xbf").lstrip(_BLANK).startswith((b"{", b"[")):
        return read_json_feed(written, path, base)
    if not head.lstrip(_BLANK).startswith(_XML_BEGINS):
        raise BadArchive("not_a_feed", f"Expected a feed, got something else{told(got)}, beginning {shown(head)}.")
    text = xml_text(written, got.content_type)
    if _HTML.match(text):
        raise BadArchive("html", _why_html(text, got))
    try:
        root = read_xml(text, base=base)
    except BadXml as error:
        raise BadArchive("bad_xml", f"The feed cannot be read as XML: {error}.") from error
    if root.name.space in ATOM and root.name.local in {"feed", "entry"}:
        return read_atom(root)
    if root.name.local == "rss" or root.name == (RDF, "RDF"):
        return read_rss(root)
    if root.name.local == "html":
        raise BadArchive("html", _why_html(text, got))
    raise BadArchive("not_a_feed", f"Expected a feed, got XML whose root is <{root.name.local[:40]}>{told(got)}.")


def _item(entry: Entry, title: str, key: str, feed: Feed, path: str, report: Report) -> IntelItem | None:
    summary, content = entry.summary.safe(), entry.content.safe()
    name = title or _beginning(summary.text or content.text) or entry.link
    if not name:
        report.bad_entry("no_title", "The entry has neither title nor text nor link.", path=path, kind=KIND, key=key)
        return None
    published = _date(entry.published, key, path, report)
    updated = _date(entry.updated, key, path, report)
    if summary.cut or content.cut or len(content.text.encode()) > CONTENT_BYTES:
        report.warning("cut", "The text is too long; its beginning is kept.", path=path, kind=KIND, key=key)
    return IntelItem(
        name=name[:LONGEST_NAME],
        link=entry.link,
        summary=_at_most(summary, SUMMARY_BYTES),
        content=_at_most(content, CONTENT_BYTES),
        authors=entry.authors,
        published=published or updated,
        first_seen=published is None and updated is None,
        technique_ids_named=techniques_named([title, summary.text, content.text, *summary.links, *content.links]),
        feed=feed.title[:LONGEST_NAME],
    )


def _date(written: str, key: str, path: str, report: Report) -> datetime | None:
    found = instant(written)
    if found is None and written:
        report.warning("bad_date", f"{written[:40]!r} is no date; left empty.", path=path, kind=KIND, key=key)
    return found


def _beginning(text: str) -> str:
    """The first line, cut at a word: what a list shows of an entry without title."""
    line = text.split("\n", 1)[0]
    return line if len(line) <= LONGEST_BEGINNING else line[:LONGEST_BEGINNING].rsplit(" ", 1)[0] + " …"


def _at_most(text: SafeText, bytes_: int) -> str:
    written = text.text.encode()
    return text.text if len(written) <= bytes_ else written[:bytes_].decode(errors="ignore") + " …"


def _address(got: Got) -> str:
    """The feed's own address, for relative links, without its query, which may hold a secret."""
    parts = urlsplit(got.url or "")
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))


def _why_html(text: str, got: Got) -> str:
    offered = [found[1] for link in _OFFERED.findall(text[:100_000]) if (found := _HREF.search(link)) is not None]
    more = f" It names {', '.join(offered[:3])} as feeds." if offered else ""
    return f"Expected a feed, got an HTML page{told(got)}.{more}"
