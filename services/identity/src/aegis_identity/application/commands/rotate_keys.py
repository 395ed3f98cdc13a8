"""Signing keys come and go by their plan: run each hour, and at the first start."""

from dataclasses import dataclass
from uuid import uuid4

from aegis_identity.application.ports import SigningKeys
from aegis_identity.domain.signing_key import SigningKey, gone, next_begins
from aegis_kernel.clock import Clock
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysRotated:
    """What was done."""

    made: str | None
    dropped: tuple[str, ...]


class RotateKeys:
    """Makes the next key in time, and drops those whose last token has expired. Any number may run at once."""

    def __init__(self, uow: UnitOfWork, keys: SigningKeys, clock: Clock) -> None:
        self.uow = uow
        self.keys = keys
        self.clock = clock

    async def __call__(self) -> KeysRotated:
        now = self.clock.now()
        async with self.uow:
            present = await self.keys.all()
            begins = next_begins(present, now)
            made = None
            if begins is not None:
                made = f"{now:%Y%m%d}-{uuid4().hex[:8]}"
                await self.keys.make(SigningKey.from_instant(made, begins))
            dropped = tuple(gone(present, now))
            await self.keys.drop(dropped)
            await self.uow.commit()
        return KeysRotated(made=made, dropped=dropped)
