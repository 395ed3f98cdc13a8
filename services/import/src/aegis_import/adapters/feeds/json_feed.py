"""JSON Feed 1.0 and 1.1."""

from collections.abc import Mapping
from typing import Any

import msgspec

from aegis_import.adapters.archives.json_text import BadJson, decode_json, repeated_key, without_mark
from aegis_import.adapters.feeds.addresses import resolved
from aegis_import.adapters.feeds.entries import Entry, Feed, Prose, names
from aegis_import.adapters.feeds.safe_text import of_title
from aegis_import.application.parsing import BadArchive

DEPTH = 64
_VERSIONS = ("https://jsonfeed.org/version/", "http://jsonfeed.org/version/")


class _Text(msgspec.Struct):
    """A feed with its items left as text."""

    items: list[msgspec.Raw]


def read_json_feed(written: bytes | bytearray, path: str, base: str) -> Feed:
    """The feed. Raises `BadArchive` when it is none."""
    try:
        value = decode_json(without_mark(written), depth=DEPTH)
    except BadJson as error:
        raise BadArchive("not_a_feed", f"{path} is no JSON Feed: {error}.") from error
    if not isinstance(value, dict) or not str(value.get("version", "")).startswith(_VERSIONS):
        raise BadArchive("not_a_feed", f"{path} is JSON, but no JSON Feed: its version does not say so.")
    if not isinstance(value.get("items"), list):
        raise BadArchive("not_a_feed", f"{path} is a JSON Feed without a list of items.")
    items, unreadable = _items(without_mark(written), value, path)
    empty: list[str] = []
    home = resolved(base, _text(value, "home_page_url", empty))
    base = resolved(base, _text(value, "feed_url", empty)) or base or home or ""
    return Feed(
        title=of_title(_text(value, "title", empty)),
        home=home,
        entries=tuple(_entry(item, base, _authors(value, empty), empty) for item in items),
        unreadable=tuple(unreadable),
        left_empty=tuple(empty),
    )


def _items(written: memoryview, value: dict[str, Any], path: str) -> tuple[list[dict[str, Any]], list[str]]:
    """The items that can be read, and of the others why not."""
    repeated = repeated_key(bytes(written), value)
    raws = msgspec.json.decode(written, type=_Text).items if repeated is not None else []
    in_items = [repeated_key(bytes(raw), item) for raw, item in zip(raws, value["items"], strict=False)]
    if repeated is not None and not any(in_items):
        raise BadArchive("repeated_json_key", f"The feed {path} names {repeated[:40]!r} twice.")
    items: list[dict[str, Any]] = []
    unreadable: list[str] = []
    for place, item in enumerate(value["items"]):
        twice = in_items[place] if in_items else None
        if not isinstance(item, dict):
            unreadable.append(f"Entry {place + 1} is no object.")
        elif twice is not None:
            unreadable.append(f"Entry {place + 1} names {twice[:40]!r} twice in one object.")
        else:
            items.append(item)
    return items, unreadable


def _entry(item: Mapping[str, Any], base: str, authors: tuple[str, ...], empty: list[str]) -> Entry:
    as_html = _text(item, "content_html", empty)
    return Entry(
        id=_id(item.get("id"), empty),
        title=Prose(_text(item, "title", empty)),
        link=resolved(base, _text(item, "url", empty)) or resolved(base, _text(item, "external_url", empty)),
        summary=Prose(_text(item, "summary", empty)),
        content=Prose(as_html, "html") if as_html else Prose(_text(item, "content_text", empty)),
        authors=_authors(item, empty) or authors,
        published=_text(item, "date_published", empty),
        updated=_text(item, "date_modified", empty),
    )


def _id(value: Any, empty: list[str]) -> str:
    """An id; the standard asks to take a number for a text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return _text({"id": value}, "id", empty).strip()


def _authors(one: Mapping[str, Any], empty: list[str]) -> tuple[str, ...]:
    """``authors`` of version 1.1, else the ``author`` of 1.0."""
    listed = one.get("authors")
    many = listed if isinstance(listed, list) else [one["author"]] if isinstance(one.get("author"), dict) else []
    return names([_text(author, "name", empty) for author in many if isinstance(author, dict)])


def _text(one: Mapping[str, Any], name: str, empty: list[str]) -> str:
    value = one.get(name)
    if value is None or isinstance(value, str):
        return value or ""
    empty.append(f"{name} is a {type(value).__name__}, no text")
    return ""
