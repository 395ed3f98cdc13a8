"""Attach evidence to a side: bytes into the store first, then what is known of them to the test."""

from dataclasses import dataclass

from aegis_kernel.ids import Ids
from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access
from aegis_testing.application.ports import EvidenceStore, ReceivedFile, TestRef, Tests
from aegis_testing.domain.allowed import ensure
from aegis_testing.domain.evidence import Evidence
from aegis_testing.domain.recording.evidence import attach_evidence
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SideName


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachEvidenceCommand:
    """To which side of which test. It takes no version: an upload adds, and takes nothing away from anybody."""

    test: TestRef
    side: SideName
    file: ReceivedFile
    caption: str = ""


class AttachEvidence:
    """The new piece, with its test. Whoever may not attach it is refused before the bytes are kept; bytes that end up
    without a piece are swept away. Raises `NotFound`, `Forbidden`, `RuleBroken`, `Invalid`, `Away`."""

    def __init__(self, uow: UnitOfWork, tests: Tests, access: Access, store: EvidenceStore, ids: Ids) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access
        self._store = store
        self._ids = ids

    async def __call__(self, caller: Caller, command: AttachEvidenceCommand) -> tuple[Test, Evidence]:
        async with self._uow:
            test, now = await self._access.to(caller, command.test, None, "attach", command.side)
            ensure(test, "attach", caller, now, command.side)
        await self._store.keep(command.file)
        async with self._uow:
            test, now = await self._access.to(caller, command.test, None, "attach", command.side)
            evidence_id = self._ids.new()
            file, caption = command.file, command.caption
            attach_evidence(test, evidence_id, command.side, file.content, caption, caller, now, file.sample)
            await self._tests.save(test)
            await self._uow.commit()
            return test, test.piece_of_evidence(evidence_id)
