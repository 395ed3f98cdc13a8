"""Replace evidence before its side is submitted."""

from dataclasses import dataclass
from uuid import UUID

from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access
from aegis_testing.application.ports import EvidenceStore, ReceivedFile, Tests
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.evidence import Evidence
from aegis_testing.domain.recording.evidence import ensure_replaceable, replace_evidence
from aegis_testing.domain.test import Test


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceEvidenceCommand:
    """Which piece, as it was read, and what takes its place."""

    evidence_id: UUID
    version: int
    file: ReceivedFile


class ReplaceEvidence:
    """Raises `NotFound`, `Forbidden`, `Stale`, `RuleBroken`, `Invalid`, `Away`."""

    def __init__(self, uow: UnitOfWork, tests: Tests, access: Access, store: EvidenceStore) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access
        self._store = store

    async def __call__(self, caller: Caller, command: ReplaceEvidenceCommand) -> tuple[Test, Evidence]:
        async with self._uow:
            test, now = await self._taken(caller, command)
            ensure_replaceable(test, command.evidence_id, caller, now)
        await self._store.keep(command.file)
        async with self._uow:
            test, now = await self._taken(caller, command)
            file = command.file
            replace_evidence(test, command.evidence_id, file.content, caller, now, file.sample)
            await self._tests.save(test)
            await self._uow.commit()
            return test, test.piece_of_evidence(command.evidence_id)

    async def _taken(self, caller: Caller, command: ReplaceEvidenceCommand) -> tuple[Test, Circumstances]:
        return await self._access.to_evidence(caller, command.evidence_id, command.version, "record")
