"""What RSS and Atom share: names of elements, and how their fields are found."""

import html

from aegis_import.adapters.feeds.addresses import resolved
from aegis_import.adapters.feeds.xml_tree import Element

ATOM = frozenset({"http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"})
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RSS = frozenset({
    "", "http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/", "http://channel.netscape.com/rdf/simple/0.9/",
    "http://backend.userland.com/rss2", "http://blogs.law.harvard.edu/tech/rss",
})  # fmt: skip
CONTENT = frozenset({"http://purl.org/rss/1.0/modules/content/"})
DUBLIN_CORE = frozenset({"http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"})

Spaces = frozenset[str]


def named(element: Element, spaces: Spaces, *locals_: str) -> list[Element]:
    """The elements directly below of one of these names."""
    return [one for one in element.children if one.name.local in locals_ and one.name.space in spaces]


def first_text(element: Element, spaces: Spaces, *locals_: str) -> str:
    """The first such element's text that is not blank, without space around it."""
    for one in named(element, spaces, *locals_):
        if text := one.text.strip():
            return text
    return ""


def alternate(element: Element, base: str) -> str | None:
    """Where an Atom link says that the page is."""
    links = named(element, ATOM, "link")
    for usual in (True, False):
        for link in links:
            relation = link.attributes.get("rel", "alternate")
            is_page = "html" in link.attributes.get("type", "html")
            if relation == "alternate" and is_page is usual:
                address = resolved(link.base or base, link.attributes.get("href"))
                if address is not None:
                    return address
    return None


def markup(element: Element) -> str:
    """What is in an element as HTML, links resolved; depth is limited by the tree's."""
    return "".join(_written(part) for part in element.content)


def _written(part: "str | Element") -> str:
    if isinstance(part, str):
        return html.escape(part, quote=False)
    name = part.name.local
    link = resolved(part.base, part.attributes.get("href")) if name == "a" else None
    attributes = f' href="{html.escape(link)}"' if link else ""
    return f"<{name}{attributes}>{markup(part)}</{name}>"
