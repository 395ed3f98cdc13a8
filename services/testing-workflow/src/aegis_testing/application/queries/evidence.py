"""Evidence: its facts, and its bytes for a download."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_contracts.testing_tests import PersonRef
from aegis_testing.application import published
from aegis_testing.domain.evidence import Evidence
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SideName


class EvidenceView(Struct, frozen=True, kw_only=True):
    """One piece of evidence. Withdrawn ones say who withdrew them and why, and have no download."""

    id: UUID
    version: int
    test_id: UUID
    side: SideName
    name: str
    media_type: str
    size: int
    sha256: str
    by: PersonRef
    at: datetime
    caption: str
    withdrawn_at: datetime | None
    withdrawn_by: PersonRef | None
    withdrawn_reason: str | None


def evidence_view(test: Test, one: Evidence) -> EvidenceView:
    return EvidenceView(
        id=one.id,
        version=one.version,
        test_id=test.id,
        side=one.side,
        name=one.content.name,
        media_type=one.content.media_type,
        size=one.content.size,
        sha256=one.content.sha256,
        by=published.person_of(one.by),
        at=one.at,
        caption=one.caption,
        withdrawn_at=one.withdrawn_at,
        withdrawn_by=published.maybe_person_of(one.withdrawn_by),
        withdrawn_reason=one.withdrawn_reason or None,
    )
