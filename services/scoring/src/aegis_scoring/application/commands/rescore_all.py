"""An operator wants every technique worked out anew from what was told: after a repair, or with new rules."""

from aegis_kernel.unit_of_work import UnitOfWork
from aegis_scoring.application.rescoring import Rescore


class RescoreAll:
    """A job's command. What comes out as it was is not published."""

    def __init__(self, uow: UnitOfWork, rescore: Rescore) -> None:
        self._uow = uow
        self._rescore = rescore

    async def __call__(self) -> int:
        """How many records were published."""
        async with self._uow:
            published = await self._rescore.all(anew=True)
            await self._uow.commit()
        return published
