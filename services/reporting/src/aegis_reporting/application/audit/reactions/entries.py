"""Topic ``audit.entries``: every entry becomes a row of the trail."""

from collections.abc import Sequence

from aegis_kernel.audit import AuditEntry
from aegis_kernel.facts import Fact
from aegis_reporting.application.audit.ports import Trail


class ReactToEntries:
    """Appends entries in the order in which they came."""

    def __init__(self, trail: Trail) -> None:
        self._trail = trail

    async def __call__(self, facts: Sequence[Fact[AuditEntry]], /) -> None:
        await self._trail.append([fact.state for fact in facts])
