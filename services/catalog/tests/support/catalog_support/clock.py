"""Time that stands until it is moved, and ids in a row."""

from datetime import UTC, datetime, timedelta
from uuid import UUID


class StillClock:
    """A clock that tests move."""

    def __init__(self, at: datetime = datetime(2026, 11, 24, 12, tzinfo=UTC)) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def pass_seconds(self, seconds: float) -> None:
        """Moves on."""
        self.at += timedelta(seconds=seconds)


class CountedIds:
    """Ids 1, 2, 3."""

    def __init__(self) -> None:
        self._last = 0

    def new(self) -> UUID:
        self._last += 1
        return UUID(int=self._last)
