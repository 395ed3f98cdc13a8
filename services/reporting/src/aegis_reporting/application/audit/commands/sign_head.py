"""Vouches for the trail as it is: run daily."""

from aegis_kernel.clock import Clock
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_reporting.application.audit.heads import SignedHead
from aegis_reporting.application.audit.ports import SignedHeads, Signer
from aegis_reporting.domain.trail import head_statement


class SignHead:
    """Signs the present head, also one that was signed before: it then says that nothing has come since. Answers what
    was signed, None for an empty trail. Raises `NoSigningKey`."""

    def __init__(self, uow: UnitOfWork, heads: SignedHeads, signer: Signer, clock: Clock) -> None:
        self._uow = uow
        self._heads = heads
        self._signer = signer
        self._clock = clock

    async def __call__(self) -> SignedHead | None:
        async with self._uow:
            head = await self._heads.head()
            if head.sequence == 0:
                return None
            now = self._clock.now()
            signature = self._signer.sign(head_statement(head.sequence, head.hash, now))
            signed = SignedHead(head=head, signed_at=now, signature=signature)
            await self._heads.add(signed)
            await self._uow.commit()
            return signed
