"""Entries of feeds."""

from datetime import datetime

from msgspec import Struct


class IntelItem(Struct, frozen=True, kw_only=True, gc=False, tag_field="kind", tag="intel"):
    """An entry of a feed, as safe text. `technique_ids_named` are those that its title and text name; `published` is
    the time of first sight where the feed gives none (`first_seen` then says so)."""

    name: str
    link: str | None = None
    summary: str = ""
    content: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    first_seen: bool = False
    technique_ids_named: tuple[str, ...] = ()
    feed: str = ""
