"""Deletes what no longer counts and nobody reads: run each day."""

from datetime import timedelta

from aegis_identity.application.ports import Resets, Sessions, SignInAttempts
from aegis_identity.domain.attempts import FORGOTTEN_AFTER
from aegis_kernel.clock import Clock
from aegis_kernel.unit_of_work import UnitOfWork

SESSIONS_KEPT = timedelta(days=30)
"""Ended sessions stay in the lists of their owner for so long."""


class Purge:
    """Sessions long ended, failures long past, links long expired."""

    def __init__(
        self, uow: UnitOfWork, sessions: Sessions, attempts: SignInAttempts, resets: Resets, clock: Clock
    ) -> None:
        self.uow = uow
        self.sessions = sessions
        self.attempts = attempts
        self.resets = resets
        self.clock = clock

    async def __call__(self) -> int:
        """How much was deleted."""
        now = self.clock.now()
        async with self.uow:
            count = await self.sessions.purge(now - SESSIONS_KEPT)
            count += await self.attempts.purge(now - FORGOTTEN_AFTER)
            count += await self.resets.purge(now)
            await self.uow.commit()
        return count
