"""What an entry is called: within its feed, and as an item that other feeds may have too.

Within a feed an entry is its ``guid``, Atom id or JSON Feed id; else its link; else the SHA-256 of its title and date
(sources.md). The *item* is the page that its link names, so that one link in two feeds is one item, whatever ids they
give it (rule 14). A link names the item only where it is the entry's own: not the feed's home page, and not one that
several entries of the feed share (a list of releases, a status page). Without such a link the item is the entry's id:
an address or URN is the same everywhere, any other (``12345``) is this source's alone.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence

from aegis_import.adapters.feeds.addresses import alike
from aegis_import.adapters.feeds.entries import Entry, Feed

LONGEST = 1_000
"""Bytes of a key that is kept as it is."""
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


def entry_key(entry: Entry, title: str) -> str:
    """The entry's key in its feed."""
    written = entry.id or entry.link
    if not written:
        return _hashed(f"{title}\n{entry.published or entry.updated}")
    return written if len(written.encode()) <= LONGEST and written.isprintable() else _hashed(written)


def own_links(feed: Feed, keys: Sequence[str]) -> frozenset[str]:
    """The links, made alike, that name one entry of the feed and nothing else. `keys` are the entries' keys."""
    of_link: defaultdict[str, set[str]] = defaultdict(set)
    for entry, key in zip(feed.entries, keys, strict=True):
        if entry.link is not None:
            of_link[alike(entry.link)].add(key)
    home = alike(feed.home) if feed.home else None
    return frozenset(link for link, named in of_link.items() if len(named) == 1 and link != home)


def item_key(entry: Entry, key: str, own: frozenset[str], source: str) -> str:
    """The key of the item that the entry is."""
    link = alike(entry.link) if entry.link is not None else None
    if link is not None and link in own:
        return link if len(link.encode()) <= LONGEST else _hashed(link)
    if not entry.id or _URI.fullmatch(entry.id):
        return key
    return f"{source} {key}"


def _hashed(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
