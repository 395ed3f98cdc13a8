"""Atom 1.0 (RFC 4287) and 0.3."""

from aegis_import.adapters.feeds.entries import Entry, Feed, Prose, names
from aegis_import.adapters.feeds.xml_feeds import ATOM, alternate, first_text, markup, named
from aegis_import.adapters.feeds.xml_tree import Element

_XHTML = frozenset({"xhtml", "application/xhtml+xml"})
_HTML = frozenset({"html", "text/html"})


def read_atom(root: Element) -> Feed:
    """The feed whose root is ``feed``, or the only entry where ``entry`` is."""
    home = alternate(root, root.base)
    entries = [root] if root.name.local == "entry" else named(root, ATOM, "entry")
    authors = _authors(root)
    return Feed(
        title=" ".join(_prose(root, "title").safe().text.split()) if root.name.local == "feed" else "",
        home=home if root.name.local == "feed" else None,
        entries=tuple(_entry(one, one.base or home or "", authors) for one in entries),
    )


def _entry(entry: Element, base: str, authors: tuple[str, ...]) -> Entry:
    return Entry(
        id=first_text(entry, ATOM, "id"),
        title=_prose(entry, "title"),
        link=alternate(entry, base),
        summary=_prose(entry, "summary"),
        content=_prose(entry, "content"),
        authors=_authors(entry) or authors,
        published=first_text(entry, ATOM, "published", "issued", "created"),
        updated=first_text(entry, ATOM, "updated", "modified"),
    )


def _authors(element: Element) -> tuple[str, ...]:
    return names([first_text(one, ATOM, "name") for one in named(element, ATOM, "author")])


def _prose(element: Element, local: str) -> Prose:
    """A text construct. What is neither text nor HTML (a picture, a file elsewhere) is left out."""
    found = named(element, ATOM, local)
    if not found or "src" in found[0].attributes:
        return Prose()
    type_ = found[0].attributes.get("type", "text").split(";")[0].strip().lower()
    escaped = found[0].attributes.get("mode", "escaped") == "escaped"
    if type_ in _XHTML or (type_ in _HTML and not escaped):
        return Prose(markup(found[0]), "html")
    if type_ in _HTML:
        return Prose(found[0].text, "html")
    return Prose(found[0].text) if type_ == "text" or type_.startswith("text/") else Prose()
