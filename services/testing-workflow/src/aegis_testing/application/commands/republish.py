"""Say again the present state of every test, for a bus that was lost or is new."""

from uuid import UUID

from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.ports import Republishing


class Republish:
    """How many tests. Nothing happens to whoever has them: ids and versions are those that they had."""

    def __init__(self, uow: UnitOfWork, republishing: Republishing) -> None:
        self._uow = uow
        self._republishing = republishing

    async def __call__(self) -> int:
        published = 0
        after: UUID | None = None
        while True:
            async with self._uow:
                count, after = await self._republishing.some(after)
                await self._uow.commit()
            if after is None:
                return published + count
            published += count
