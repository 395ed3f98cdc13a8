"""The latest entries of the feed."""

from aegis_kernel.rights import Action, Caller, require
from aegis_reporting.application.activity.ports import FeedReader
from aegis_reporting.application.activity.views import MetricDefinition, RecentView

LATEST = 20

_DEFINITION = MetricDefinition(
    what="The latest changes: techniques whose score or status changed, tests that moved, imports that ended.",
    formula="The 20 newest entries, newest first. Entries of blind tests are left out until their reveal.",
    good="Tests that reach validated, techniques that become validated.",
    next="Open the test or technique that an entry names.",
)


class ReadRecent:
    """Answers with the 20 latest entries. Raises `Forbidden`."""

    def __init__(self, reader: FeedReader) -> None:
        self._reader = reader

    async def __call__(self, caller: Caller) -> RecentView:
        require(caller, Action.TESTS_READ)
        return RecentView(definition=_DEFINITION, items=list(await self._reader.latest(LATEST)))
