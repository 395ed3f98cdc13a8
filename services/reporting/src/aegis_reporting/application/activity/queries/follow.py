"""Following the feed from where one left off."""

from collections.abc import Sequence
from dataclasses import dataclass

from aegis_kernel.rights import Action, Caller, require
from aegis_reporting.application.activity.ports import FeedReader
from aegis_reporting.application.activity.views import ActivityView

MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where a follower begins: behind `after`. `resync` when entries behind the one it named are gone, or it named one
    that there never was: it has to read everything anew."""

    after: int
    resync: bool


class FollowChanges:
    """Gives followers what they have not seen yet. Who follows has been let in by `begin`."""

    def __init__(self, reader: FeedReader) -> None:
        self._reader = reader

    async def begin(self, caller: Caller, last_seen: int | None) -> Beginning:
        """Where to begin after `last_seen` (None: from now on). Raises `Forbidden`."""
        require(caller, Action.TESTS_READ)
        gone, latest = await self._reader.bounds()
        if last_seen is None:
            return Beginning(latest, resync=False)
        if gone <= last_seen <= latest:
            return Beginning(last_seen, resync=False)
        return Beginning(latest, resync=True)

    async def next(self, after: int) -> Sequence[ActivityView]:
        """Entries behind `after`, oldest first, at most `MOST_AT_ONCE`."""
        return await self._reader.after(after, limit=MOST_AT_ONCE)
