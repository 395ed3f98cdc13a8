"""A side's clocks: waiting in a queue, working, and being held are three figures, and none is a time to detect."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from aegis_testing.domain.words import ClockName


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """At most one runs, since `running_since`; the figures hold what was booked before, in seconds."""

    running: ClockName | None = None
    running_since: datetime | None = None
    worked_seconds: float = 0.0
    waiting_seconds: float = 0.0
    held_seconds: float = 0.0

    def switched(self, to: ClockName | None, at: datetime) -> Self:
        """Books what ran until `at`, and lets `to` run from then on. A machine's clock that went back books nothing."""
        if to == self.running:
            return self
        booked = self
        if self.running is not None and self.running_since is not None:
            seconds = max(0.0, (at - self.running_since).total_seconds())
            match self.running:
                case "worked":
                    booked = replace(self, worked_seconds=self.worked_seconds + seconds)
                case "waiting":
                    booked = replace(self, waiting_seconds=self.waiting_seconds + seconds)
                case "held":
                    booked = replace(self, held_seconds=self.held_seconds + seconds)
        return replace(booked, running=to, running_since=at if to is not None else None)
