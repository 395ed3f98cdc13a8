"""Small feeds, and how to read them."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aegis_import.adapters.archives.deadlines import Deadline
from aegis_import.adapters.archives.limits import ArchiveLimits
from aegis_import.adapters.archives.opening import open_archive
from aegis_import.adapters.feeds.parser import parse_feed
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import Got, Wanted
from aegis_import.application.report import Report

URL = "https://feeds.example/news/all.xml"


def read_feed(
    written: str | bytes, *, content_type: str | None = None, url: str | None = URL, source: str = "alerts"
) -> tuple[list[ParsedClaim], Report]:
    """What the parser makes of a feed that came from `url`."""
    report = Report()
    limits = ArchiveLimits()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "feed"
        path.write_bytes(written if isinstance(written, bytes) else written.encode())
        got = Got(name="all.xml", status=200 if url else None, content_type=content_type, url=url)
        with open_archive(
            path,
            got,
            wanted=Wanted(source=source),
            limits=limits,
            report=report,
            deadline=Deadline(limits.seconds),
            bare="any",
        ) as archive:
            return list(parse_feed(archive, report)), report


def item(written: str | bytes, **how: Any) -> Any:
    """The only entry's item."""
    ((claim,), _) = read_feed(written, **how)
    return claim.item


def rss(*items: str, head: str = "") -> str:
    """An RSS 2.0 feed. Each of `items` is what stands in an item."""
    inside = "".join(f"<item>{one}</item>" for one in items)
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/" '
        'xmlns:atom="http://www.w3.org/2005/Atom">'
        f"<channel><title>Alerts</title><link>https://news.example/</link>{head}{inside}</channel></rss>"
    )


def atom(*entries: str, head: str = "", attributes: str = "") -> str:
    """An Atom 1.0 feed. Each of `entries` is what stands in an entry."""
    inside = "".join(f"<entry>{one}</entry>" for one in entries)
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>Alerts</title><id>urn:feed</id>'
        f"<updated>2026-11-20T00:00:00Z</updated>{head}{inside}</feed>"
    )
