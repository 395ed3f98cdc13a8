"""XML of strangers, read by the standard library's expat. Stated ways: a document type declaration is refused, so there
are no entities of its own, external or expanding; depth and the number of elements have limits that act while reading.

defusedxml is expat with handlers that refuse, too, but knows no depth and has not been released since 2021; lxml reads
the declaration before it can be asked about it, and cannot be stopped at a depth.
"""

from typing import NamedTuple
from urllib.parse import urljoin
from xml.parsers import expat  # nosec: with the handlers below

DEPTH = 100
ELEMENTS = 300_000
_BASE = "http://www.w3.org/XML/1998/namespace}base"
_LONGEST_BASE = 2_048


class BadXml(Exception):
    """Not well-formed, with a document type, or beyond a limit; the text says which and where."""


class Name(NamedTuple):
    """An element's name: its namespace (empty for none) and its local name."""

    space: str
    local: str


class Element:
    """An element. `content` holds texts and elements in order; `base` is what links in it are resolved against."""

    __slots__ = ("attributes", "base", "content", "name")

    def __init__(self, name: Name, attributes: dict[str, str], base: str) -> None:
        self.name = name
        self.attributes = attributes
        self.base = base
        self.content: list[str | Element] = []

    @property
    def children(self) -> list["Element"]:
        return [part for part in self.content if isinstance(part, Element)]

    @property
    def text(self) -> str:
        """The text directly in it."""
        return "".join(part for part in self.content if isinstance(part, str))


def read_xml(text: str, *, base: str) -> Element:
    """The root element. `base` is the document's own address. Raises `BadXml`."""
    tree = _Tree(base)
    # The encoding is known by now: whatever the declaration says no longer counts. All at once: expat 2.5 takes
    # quadratic time over a long token that comes in pieces (CVE-2023-52425).
    parser = expat.ParserCreate("utf-8", "}")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = tree.refuse
    parser.StartElementHandler = tree.begin
    parser.EndElementHandler = tree.end
    parser.CharacterDataHandler = tree.write
    try:
        parser.Parse(text.lstrip("\ufeff \t\r\n").encode(), True)
    except expat.ExpatError as error:
        raise BadXml(f"line {error.lineno}: {expat.ErrorString(error.code)}") from error
    return tree.root()


class _Tree:
    """Built by expat's calls."""

    def __init__(self, base: str) -> None:
        self._top = Element(Name("", ""), {}, base)
        self._open = [self._top]
        self._elements = 0

    def root(self) -> Element:
        return self._top.children[0]

    def refuse(self, *_: object) -> None:
        raise BadXml("it has a document type declaration (DTD), which is never read")

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if len(self._open) > DEPTH:
            raise BadXml(f"its elements are nested deeper than {DEPTH}")
        if self._elements > ELEMENTS:
            raise BadXml(f"it has more than {ELEMENTS:,} elements")
        above = self._open[-1]
        space, _, local = name.rpartition("}")
        element = Element(Name(space, local), attributes, _based(above.base, attributes.get(_BASE)))
        above.content.append(element)
        self._open.append(element)

    def end(self, _: str) -> None:
        self._open.pop()

    def write(self, text: str) -> None:
        self._open[-1].content.append(text)


def _based(above: str, own: str | None) -> str:
    if own is None or len(own) > _LONGEST_BASE:
        return above
    try:
        joined = urljoin(above, own.strip())
    except ValueError:
        return above
    return joined if len(joined) <= _LONGEST_BASE else above
