"""Publishes again everything that the import has said, for a bus that was lost or is new."""

from typing import Any

from aegis_import.application.ports import Republishing
from aegis_kernel.unit_of_work import UnitOfWork


class Republish:
    """How many records. They have the ids and versions that they had: nothing happens to whoever has them."""

    def __init__(self, uow: UnitOfWork, republishing: Republishing) -> None:
        self.uow = uow
        self.republishing = republishing

    async def __call__(self) -> int:
        published = 0
        for batch in (self.republishing.claims, self.republishing.runs):
            last: Any = None
            while True:
                async with self.uow:
                    count, last = await batch(last)
                    await self.uow.commit()
                if count == 0:
                    break
                published += count
        return published
