"""Says again the last of everything that the catalogue has published, for a bus that was lost or is new."""

from aegis_catalog.application.republishing.ports import Place, Republishing
from aegis_kernel.unit_of_work import UnitOfWork


class Republish:
    """How many records. Nothing happens to whoever has them: ids and versions are those that they had."""

    def __init__(self, uow: UnitOfWork, republishing: Republishing) -> None:
        self._uow = uow
        self._republishing = republishing

    async def __call__(self) -> int:
        async with self._uow:
            published = await self._republishing.organisation()
            await self._uow.commit()
        after: Place | None = None
        while True:
            async with self._uow:
                count, after = await self._republishing.content(after)
                await self._uow.commit()
            if not count:
                return published
            published += count
