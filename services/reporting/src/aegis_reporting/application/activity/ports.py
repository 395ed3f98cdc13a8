"""What the feed needs from outside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from aegis_contracts.testing_tests import TestState
from aegis_kernel.facts import Fact
from aegis_reporting.application.activity.changes import Change
from aegis_reporting.application.activity.views import ActivityView


class Feed(Protocol):
    """Where changes are noted."""

    async def append(self, changes: Sequence[Change]) -> None:
        """Notes `changes`, in order, each event once, lets the oldest go, and rings for those who follow."""
        ...


class Causes(Protocol):
    """Events that scoring answers, and whether it has."""

    async def await_answers(self, facts: Sequence[Fact[TestState]], *, now: datetime) -> None:
        """Notes that scoring will answer `facts`."""
        ...

    async def answered(self, event_ids: Sequence[str], *, now: datetime) -> None:
        """Notes that scoring has answered the events with these ids."""
        ...


class FeedReader(Protocol):
    """Reads the feed."""

    async def latest(self, count: int) -> Sequence[ActivityView]:
        """The latest entries, newest first."""
        ...

    async def after(self, id_: int, *, limit: int) -> Sequence[ActivityView]:
        """Entries behind `id_`, oldest first."""
        ...

    async def bounds(self) -> tuple[int, int]:
        """The id before the oldest entry that is kept, and the latest one given out."""
        ...
