"""A bound on the time that a read takes."""

import time

from aegis_import.application.parsing import BadArchive


class Deadline:
    """Checked between chunks, members and entries; what runs between two checks is bounded by the size limits."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._at = time.monotonic() + seconds

    def check(self) -> None:
        """Raises `BadArchive` when the time is up."""
        if time.monotonic() > self._at:
            raise BadArchive("too_slow", f"Reading took longer than the limit of {self._seconds:g} s.")
