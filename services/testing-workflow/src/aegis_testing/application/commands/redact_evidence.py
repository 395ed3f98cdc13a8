"""Put a redacted copy beside a piece of evidence."""

from dataclasses import dataclass
from uuid import UUID

from aegis_kernel.ids import Ids
from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access
from aegis_testing.application.ports import EvidenceStore, ReceivedFile, Tests
from aegis_testing.domain.evidence import Evidence
from aegis_testing.domain.recording.evidence import ensure_redactable, redact_evidence
from aegis_testing.domain.test import Test


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactEvidenceCommand:
    """Of which original. It takes no version: the original stays as it is."""

    evidence_id: UUID
    file: ReceivedFile
    caption: str = ""


class RedactEvidence:
    """The copy, with its test. Its side does it, or its lead, at any time. Raises `NotFound`, `Forbidden`,
    `RuleBroken`, `Invalid`, `Away`."""

    def __init__(self, uow: UnitOfWork, tests: Tests, access: Access, store: EvidenceStore, ids: Ids) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access
        self._store = store
        self._ids = ids

    async def __call__(self, caller: Caller, command: RedactEvidenceCommand) -> tuple[Test, Evidence]:
        async with self._uow:
            test, _ = await self._access.to_evidence(caller, command.evidence_id, None, "attach")
            ensure_redactable(test, command.evidence_id)
        await self._store.keep(command.file)
        async with self._uow:
            test, now = await self._access.to_evidence(caller, command.evidence_id, None, "attach")
            copy_id = self._ids.new()
            content, caption = command.file.content, command.caption
            redact_evidence(test, copy_id, command.evidence_id, content, caption, caller, now)
            await self._tests.save(test)
            await self._uow.commit()
            return test, test.piece_of_evidence(copy_id)
