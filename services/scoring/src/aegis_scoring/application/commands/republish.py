"""Says again the last of everything that scoring has published, for a bus that was lost or is new."""

from aegis_kernel.unit_of_work import UnitOfWork
from aegis_scoring.application.ports import Republishing

AT_ONCE = 500


class Republish:
    """Nothing happens to whoever has the records: ids and versions are those that they had."""

    def __init__(self, uow: UnitOfWork, republishing: Republishing) -> None:
        self._uow = uow
        self._republishing = republishing

    async def __call__(self) -> int:
        """How many records."""
        async with self._uow:
            published = await self._republishing.configurations()
            await self._uow.commit()
        after = None
        while True:
            async with self._uow:
                sent = await self._republishing.scores(after, limit=AT_ONCE)
                await self._uow.commit()
            if not sent:
                return published
            published += len(sent)
            after = sent[-1]
