"""A feed as all formats give it: its entries with their fields as written."""

from dataclasses import dataclass
from typing import Literal

from aegis_import.adapters.feeds.safe_text import SafeText, of_either, of_html, of_plain, of_title

MOST_AUTHORS = 20
LONGEST_AUTHOR = 200


@dataclass(frozen=True, slots=True)
class Prose:
    """A field for people and how it is written: ``title`` is RSS's way with titles, ``either`` with the rest."""

    written: str = ""
    form: Literal["plain", "html", "either", "title"] = "plain"

    def safe(self) -> SafeText:
        """The field as plain text."""
        match self.form:
            case "html":
                return of_html(self.written)
            case "either":
                return of_either(self.written)
            case "title":
                return SafeText(of_title(self.written))
            case _:
                return of_plain(self.written)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry. `id` is upstream's (guid, Atom id, JSON Feed id), empty for none; `link` is resolved; times are as
    written, empty for none."""

    id: str = ""
    title: Prose = Prose()
    link: str | None = None
    summary: Prose = Prose()
    content: Prose = Prose()
    authors: tuple[str, ...] = ()
    published: str = ""
    updated: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A whole feed. `home` is the page that it belongs to; `unreadable` says of entries why they cannot be."""

    title: str
    home: str | None
    entries: tuple[Entry, ...]
    unreadable: tuple[str, ...] = ()
    left_empty: tuple[str, ...] = ()
    """Fields that could not be read, for people."""


def names(written: list[str]) -> tuple[str, ...]:
    """Authors' names, each once."""
    tidy = (" ".join(of_plain(one[:LONGEST_AUTHOR]).text.split()) for one in written[:MOST_AUTHORS])
    return tuple(dict.fromkeys(one for one in tidy if one))
