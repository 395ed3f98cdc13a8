"""A control's statement and guidance as text, in NIST's own manner of writing parameters."""

import re
from collections.abc import Iterator, Mapping, Sequence

from aegis_import.adapters.nist_800_53.oscal import Param, Part

_INSERT = re.compile(r"\{\{\s*(?:insert:\s*)?param,\s*([^\s{}]{1,80})\s*\}\}")
_DEEPEST = 5
_LONGEST = 64 * 1024
_MOST = 2_000
"""Parameters written out in one control; honest ones have some tens."""


class Prose:
    """The texts of one control, whose parameters are `params` (each also names its parent's)."""

    def __init__(self, params: Mapping[str, Param]) -> None:
        self._params = params
        self._written = 0

    def of(self, parts: Sequence[Part], name: str) -> str:
        """The parts called `name`: a line each item, with its label, deeper ones indented."""
        lines = (line for part in parts if part.name == name for line in self._lines(part, 0))
        return "\n".join(lines).strip()

    def _lines(self, part: Part, level: int) -> Iterator[str]:
        label = next((prop.value for prop in part.props if prop.name == "label"), "") if level else ""
        words = " ".join(word for word in (label, self._filled(part.prose)) if word)
        if words:
            yield "  " * max(level - 1, 0) + words
        for below in part.parts:
            yield from self._lines(below, level + 1)

    def _filled(self, prose: str, depth: int = 0) -> str:
        """`prose` with its parameters written out, to a bound on how they may lie in one another."""
        if depth > _DEEPEST:
            return prose
        written = _INSERT.sub(lambda found: self._param(found[1], depth), prose[:_LONGEST])
        return written.replace("\r\n", "\n").strip()[:_LONGEST]

    def _param(self, id_: str, depth: int) -> str:
        self._written += 1
        param = self._params.get(id_)
        if param is None or self._written > _MOST:
            return f"[Assignment: {id_}]"
        if param.select is None:
            return f"[Assignment: {param.label or id_}]"
        how = " (one or more)" if param.select.how_many == "one-or-more" else ""
        choices = "; ".join(self._filled(choice, depth + 1) for choice in param.select.choice)
        return f"[Selection{how}: {choices}]"
