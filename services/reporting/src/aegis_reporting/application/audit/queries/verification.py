"""Whether the trail is what was written."""

import asyncio
from collections.abc import Sequence

from aegis_kernel.clock import Clock
from aegis_kernel.errors import TooMany
from aegis_kernel.rights import Action, Caller, require
from aegis_reporting.application.audit.heads import Head, SignedHead
from aegis_reporting.application.audit.ports import Signer, TrailReader, TrailSnapshot
from aegis_reporting.application.audit.views import BreakView, SignaturesView, VerificationView, head_view
from aegis_reporting.domain.trail import Break, Walk, head_statement

_DETAILS = {
    "missing": "There is no row here: it was taken out, or the trail was cut off.",
    "hash": "This row is not what was written.",
    "previous_hash": "This row does not follow the one before it: rows were put in, taken out or exchanged here.",
    "head": "The trail does not end as was noted: rows were written anew, or added past us.",
    "signature": "The trail up to here is not the one that was signed: it was written anew.",
    "forged_signature": "The signature kept for this row was not made by the key that it names.",
}
_BREATHE_EVERY = 500


class OneAtATime:
    """Lets one verification run at once in this process."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()


class VerifyTrail:
    """Walks the whole trail, reading as it goes: its memory does not grow with the trail. Raises `Forbidden`, and
    `TooMany` while another walk is under way."""

    def __init__(self, reader: TrailReader, signer: Signer, clock: Clock, turn: OneAtATime) -> None:
        self._reader = reader
        self._signer = signer
        self._clock = clock
        self._turn = turn

    async def __call__(self, caller: Caller) -> VerificationView:
        require(caller, Action.AUDIT_READ)
        if self._turn.lock.locked():
            raise TooMany("verifying", "Another verification is under way.", 10.0)
        async with self._turn.lock, self._reader.snapshot() as trail:
            checked, found = await self._walk(trail)
            return VerificationView(
                intact=found is None,
                checked=checked,
                head=head_view(trail.head),
                first_broken=_told(found) if found else None,
                signatures=self._signatures(trail.signed),
                verified_at=self._clock.now(),
            )

    async def _walk(self, trail: TrailSnapshot) -> tuple[int, Break | None]:
        """How many rows hold, and what is wrong with the next one."""
        walk = Walk()
        signed = _by_sequence(trail.signed)
        async for row in trail.rows():
            found = walk.step(row) or self._signed_otherwise(row.id, walk, signed.pop(row.sequence, ()))
            if found is not None:
                return walk.sequence, found
            if walk.sequence % _BREATHE_EVERY == 0:
                await asyncio.sleep(0)
        return walk.sequence, walk.end(head_sequence=_furthest(trail.head, trail.signed), head_hash=trail.head.hash)

    def _signed_otherwise(self, id_: str, walk: Walk, signed: Sequence[SignedHead]) -> Break | None:
        for one in signed:
            if one.head.hash != walk.hash:
                return Break(sequence=walk.sequence, id=id_, cause="signature")
            statement = head_statement(one.head.sequence, one.head.hash, one.signed_at)
            if not self._signer.holds(one.signature, statement):
                return Break(sequence=walk.sequence, id=id_, cause="forged_signature")
        return None

    def _signatures(self, signed: Sequence[SignedHead]) -> SignaturesView:
        ours = self._signer.key_id()
        return SignaturesView(
            checked=len(signed),
            other_keys=sum(1 for one in signed if one.signature.key_id != ours),
            last_signed_at=max((one.signed_at for one in signed), default=None),
        )


def _by_sequence(signed: Sequence[SignedHead]) -> dict[int, list[SignedHead]]:
    found: dict[int, list[SignedHead]] = {}
    for one in signed:
        found.setdefault(one.head.sequence, []).append(one)
    return found


def _furthest(head: Head, signed: Sequence[SignedHead]) -> int:
    """A trail that was cut off with its head still has signatures of what was behind."""
    return max((head.sequence, *(one.head.sequence for one in signed)))


def _told(found: Break) -> BreakView:
    return BreakView(sequence=found.sequence, id=found.id, cause=found.cause, detail=_DETAILS[found.cause])
