"""Where the documents of a YAML file begin: three hyphens in the first column are nothing else, wherever they stand."""

import re

_BEGINS = re.compile(r"^---(?:[ \t]*|[ \t]+#.*)$\n?", re.MULTILINE)
_HOLDS = re.compile(r"^[ \t]*[^\s#%]", re.MULTILINE)
"""A line that is not blank, no comment and no directive."""


def split_documents(text: str, count: int) -> list[str]:
    """The text of each of the `count` documents as written; of each the whole text where the parts cannot be told."""
    if count == 1:
        return [text]
    parts = [part for part in _BEGINS.split(text) if _HOLDS.search(part)]
    return parts if len(parts) == count else [text] * count
