"""Drops the archives of runs that are over."""

from datetime import timedelta

from aegis_import.application.ports import Archives, Ended
from aegis_kernel.clock import Clock
from aegis_kernel.unit_of_work import UnitOfWork

AT_ONCE = 50
PREVIEWED_KEPT = timedelta(days=7)
"""How long the archive of a dry run is kept, so that what it showed can be applied without sending it again."""


class TidyArchives:
    """How many were dropped. Dropping one twice does no harm, so that a stop between the steps does none either."""

    def __init__(self, uow: UnitOfWork, ended: Ended, archives: Archives, clock: Clock) -> None:
        self.clock = clock
        self.uow = uow
        self.ended = ended
        self.archives = archives

    async def __call__(self) -> int:
        async with self.uow:
            found = await self.ended.with_archives(AT_ONCE, previewed_before=self.clock.now() - PREVIEWED_KEPT)
        for run_id, key in found:
            await self.archives.drop(key)
            async with self.uow:
                await self.ended.forget_archive(run_id)
                await self.uow.commit()
        return len(found)
