"""Time as a port."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Says what time it is: an aware instant in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)
