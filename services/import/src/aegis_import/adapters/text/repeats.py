"""Keys for entries that upstream gives none: where they stand and what they hold, never their position."""

import hashlib
from collections import Counter


class Repeats:
    """Makes keys of a file's texts, in the file's order. The first of equal texts has ``<place>/<SHA-256>``, the next
    ones ``/2``, ``/3``, ... behind it (sources.md, LOLBAS and GTFOBins)."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def key(self, place: str, text: str) -> str:
        """The key of the next entry at `place` with this `text`."""
        key = f"{place}/{hashlib.sha256(text.encode()).hexdigest()}"
        self._seen[key] += 1
        return key if self._seen[key] == 1 else f"{key}/{self._seen[key]}"
