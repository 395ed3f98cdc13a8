"""HTML of strangers as plain text.

Nothing of a feed is ever kept as HTML: what comes out is text, to be escaped where it is shown like any other. nh3
(Ammonia on html5ever) reads the HTML as browsers do, so that what a browser would run or hide is not taken for text. It
takes quadratic time over tags nested without end; so all tags but links go first, in one pass in linear time, and block
tags become line breaks.
"""

import html
import re
from dataclasses import dataclass

import nh3

LONGEST = 128 * 1024
"""Characters of HTML that are read of one field. The worst (ampersands alone) take 0.13 s, a whole feed of them 9 s."""

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_RAW = frozenset({"script", "style", "iframe", "noscript", "title", "textarea"})
"""Tags whose content browsers do not show as text of the page; it holds no tags, so they are never nested."""
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]*)([^<>]*)>")
_LINK = re.compile(r'<a href="([^"]*)">')
_ANY = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"[ \t\r\f\v]+")
_BREAKS = re.compile(r" ?\n ?(?:\n ?)+")
_MARKUP = re.compile(
    r"</[a-z][a-z0-9]*\s*>|<(?:p|br|hr|img|li)\b[^<>]*>|&(?:[a-z][a-z0-9]{1,31}|#[0-9]{1,7}|#x[0-9a-f]{1,6});",
    re.IGNORECASE,
)
_INLINE = re.compile(r"</?(?:a|b|br|code|em|font|i|span|strong|sub|sup|tt|u|wbr)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_A_LINK = 2_200


@dataclass(frozen=True, slots=True)
class SafeText:
    """A field as plain text, the addresses that it links to, and whether it was cut."""

    text: str
    links: tuple[str, ...] = ()
    cut: bool = False


def of_html(written: str) -> SafeText:
    """The text of HTML, a line for each block; scripts, styles and what browsers do not show left out."""
    cut = len(written) > LONGEST
    cleaned = nh3.clean(
        _TAG.sub(_reduced, written[:LONGEST]),
        tags={"a", "br"},
        attributes={"a": {"href"}},
        clean_content_tags=set(_RAW),
        url_schemes={"http", "https"},
        link_rel=None,
    )
    links = tuple(dict.fromkeys(_unescaped(link) for link in _LINK.findall(cleaned)))
    text = _unescaped(_ANY.sub("", cleaned.replace("\n", " ").replace("<br>", "\n")))
    return SafeText(_tidy(text), links, cut)


def of_either(written: str) -> SafeText:
    """The text of a field that may be HTML or not, as RSS has them: HTML when it has an end tag, a tag that needs none,
    or a character reference. ``XSS by <script>`` alone is text."""
    return of_html(written) if _MARKUP.search(written, 0, LONGEST) else of_plain(written)


def of_plain(written: str) -> SafeText:
    """Text that is no HTML."""
    return SafeText(_tidy(written[:LONGEST]), cut=len(written) > LONGEST)


def of_title(written: str) -> str:
    """A title on one line. Feeds write them as text, as text with references, or with a bold word: inline tags go,
    any other stays visible."""
    written = _INLINE.sub("", html.unescape(written[:LONGEST]))
    return " ".join(_CONTROLS.sub("", written).split())


def _reduced(tag: re.Match[str]) -> str:
    name = tag[2].lower()
    if name == "a":
        return "</a>" if tag[1] else tag[0] if len(tag[0]) <= _A_LINK else ""
    if name in _RAW:
        return f"<{tag[1]}{name}>"
    return "<br>" if name in _BLOCKS else ""


def _unescaped(text: str) -> str:
    """Text without the references that nh3 writes; there are no others in it."""
    for reference, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&nbsp;", "\xa0"), ("&amp;", "&")):
        text = text.replace(reference, letter)
    return text


def _tidy(text: str) -> str:
    """Runs of spaces made one, of empty lines one; no control characters. No-break spaces and the like stay."""
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _BREAKS.sub("\n\n", _SPACES.sub(" ", text)).strip()
