"""A Sigma file's rules. ``action: global`` is no rule: what it says holds for each later document of its file."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from aegis_import.adapters.text.bad_text import BadText

DETECTION = "detection"

REPEATED = 4 * 1024 * 1024
"""Letters that the texts of a file's rules may have together: each rule repeats the global document before it."""


class Part(NamedTuple):
    """One document, with what the global one before it says. `text` is both as written."""

    document: Any
    text: str


def parts(documents: Sequence[Any], texts: Sequence[str]) -> Iterator[Part]:
    """The documents that may be rules. Of a global's fields those of the document go first, in `detection` key by key;
    a document without an id is ``<global id>#1``, ``#2`` ... Raises `BadText` when it repeats too much."""
    whole: dict[Any, Any] = {}
    written = ""
    nameless = 0
    letters = 0
    for document, text in zip(documents, texts, strict=True):
        if isinstance(document, dict) and document.get("action") == "global":
            whole, written, nameless = document, text, 0
            continue
        letters += len(text) + len(written)
        if letters > REPEATED:
            raise BadText(f"its rules repeat more than {REPEATED:,} letters")
        if not whole or not isinstance(document, dict):
            yield Part(document, text)
        else:
            merged = _merged(whole, document)
            if document.get("id") is None and isinstance(whole.get("id"), str):
                nameless += 1
                merged["id"] = f"{whole['id']}#{nameless}"
            yield Part(merged, written if written == text else f"{written.rstrip()}\n---\n{text}")


def _merged(whole: dict[Any, Any], document: dict[Any, Any]) -> dict[Any, Any]:
    merged = {**{key: value for key, value in whole.items() if key != "action"}, **document}
    mine, theirs = document.get(DETECTION), whole.get(DETECTION)
    if isinstance(mine, dict) and isinstance(theirs, dict):
        merged[DETECTION] = {**theirs, **mine}
    return merged
