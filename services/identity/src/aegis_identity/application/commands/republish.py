"""Every user is told of again, as they are: for a bus that was lost, or a service that begins."""

from aegis_identity.application.ports import Republishing
from aegis_kernel.unit_of_work import UnitOfWork


class Republish:
    """The same ids and versions: whoever is up to date does nothing."""

    def __init__(self, uow: UnitOfWork, republishing: Republishing) -> None:
        self.uow = uow
        self.republishing = republishing

    async def __call__(self) -> int:
        """How many."""
        async with self.uow:
            count = await self.republishing.users()
            await self.uow.commit()
        return count
