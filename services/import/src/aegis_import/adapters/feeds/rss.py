"""RSS 0.9x, 1.0 (RDF) and 2.0."""

import re

from aegis_import.adapters.feeds.addresses import resolved
from aegis_import.adapters.feeds.entries import Entry, Feed, Prose, names
from aegis_import.adapters.feeds.safe_text import of_title
from aegis_import.adapters.feeds.xml_feeds import ATOM, CONTENT, DUBLIN_CORE, RSS, alternate, first_text, named
from aegis_import.adapters.feeds.xml_tree import Element

_MAIL_AND_NAME = re.compile(r"\S+@\S+\s*\((.+)\)")


def read_rss(root: Element) -> Feed:
    """The feed below ``rss`` or ``rdf:RDF``, where items stand beside the channel or in it."""
    channels = named(root, RSS, "channel")
    channel = channels[0] if channels else root
    home = resolved(channel.base, first_text(channel, RSS, "link")) or alternate(channel, channel.base)
    items = [item for parent in (root, *channels) for item in named(parent, RSS, "item")]
    return Feed(
        title=of_title(first_text(channel, RSS, "title")),
        home=home,
        entries=tuple(_entry(item, item.base or home or "") for item in items),
    )


def _entry(item: Element, base: str) -> Entry:
    guids = named(item, RSS, "guid")
    guid = guids[0].text.strip() if guids else ""
    link = resolved(base, first_text(item, RSS, "link")) or alternate(item, base)
    if link is None and guids and guids[0].attributes.get("isPermaLink", "true").strip().lower() != "false":
        link = resolved("", guid)
    return Entry(
        id=guid,
        title=Prose(first_text(item, RSS, "title") or first_text(item, DUBLIN_CORE, "title"), "title"),
        link=link,
        summary=Prose(first_text(item, RSS, "description") or first_text(item, DUBLIN_CORE, "description"), "either"),
        content=Prose(first_text(item, CONTENT, "encoded"), "html"),
        authors=_authors(item),
        published=first_text(item, RSS, "pubDate")
        or first_text(item, DUBLIN_CORE, "date", "issued", "created")
        or first_text(item, ATOM, "published"),
        updated=first_text(item, ATOM, "updated") or first_text(item, DUBLIN_CORE, "modified"),
    )


def _authors(item: Element) -> tuple[str, ...]:
    written = [one.text.strip() for one in (*named(item, RSS, "author"), *named(item, DUBLIN_CORE, "creator"))]
    return names([found[1] if (found := _MAIL_AND_NAME.fullmatch(one[:500])) else one for one in written])
