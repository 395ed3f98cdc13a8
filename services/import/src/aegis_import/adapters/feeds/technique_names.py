"""Techniques named in prose."""

import re
from collections.abc import Iterable

MOST = 200
"""Of one entry; a list of all techniques names none of them."""
_NAMED = re.compile(
    r"/techniques/T(\d{4})(?:/(\d{3}))?(?![0-9A-Za-z])|(?<![0-9A-Za-z])T(\d{4})(?:\.(\d{3}))?(?!\.?\d|[A-Za-z_])",
    re.IGNORECASE | re.ASCII,
)


def techniques_named(texts: Iterable[str]) -> tuple[str, ...]:
    """The ids in `texts`, each once, in order: ``T1059.001`` as a word, ``/techniques/T1059/001`` as part of an
    address. Whether they are techniques is for the catalogue to say (sources.md, rule 5)."""
    found: dict[str, None] = {}
    for text in texts:
        for match in _NAMED.finditer(text):
            technique, sub = match[1] or match[3], match[2] or match[4]
            found[f"T{technique}.{sub}" if sub else f"T{technique}"] = None
            if len(found) >= MOST:
                return tuple(found)
    return tuple(found)
