"""Change the caption of evidence."""

from dataclasses import dataclass
from uuid import UUID

from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access
from aegis_testing.application.ports import Tests
from aegis_testing.domain.evidence import Evidence
from aegis_testing.domain.recording.evidence import caption_evidence
from aegis_testing.domain.test import Test


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptionEvidenceCommand:
    """Which piece, as it was read."""

    evidence_id: UUID
    version: int
    caption: str


class CaptionEvidence:
    """Raises `NotFound`, `Forbidden`, `Stale`, `RuleBroken`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, tests: Tests, access: Access) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access

    async def __call__(self, caller: Caller, command: CaptionEvidenceCommand) -> tuple[Test, Evidence]:
        async with self._uow:
            test, now = await self._access.to_evidence(caller, command.evidence_id, command.version, "amend")
            caption_evidence(test, command.evidence_id, command.caption, caller, now)
            await self._tests.save(test)
            await self._uow.commit()
            return test, test.piece_of_evidence(command.evidence_id)
