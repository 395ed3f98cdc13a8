"""Technique ids as upstreams name them (sources.md, rule 5). Import never resolves them."""

import re
from collections.abc import Iterable
from typing import Any

TECHNIQUE_ID = re.compile(r"T\d{4}(\.\d{3})?", re.ASCII)


def technique_id(named: Any) -> str | None:
    """The id, trimmed and in capitals, or None when it is none."""
    if not isinstance(named, str):
        return None
    written = named.strip().upper()
    return written if TECHNIQUE_ID.fullmatch(written) else None


def technique_ids(named: Iterable[Any]) -> tuple[tuple[str, ...], list[Any]]:
    """The ids, each once, in their order; and whatever is none."""
    ids: dict[str, None] = {}
    others: list[Any] = []
    for one in named:
        id_ = technique_id(one)
        if id_ is None:
            others.append(one)
        else:
            ids[id_] = None
    return tuple(ids), others
