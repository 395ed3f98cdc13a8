"""Evidence: its facts, and its bytes for a download."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_contracts.testing_tests import PersonRef
from aegis_testing.application import published
from aegis_testing.domain.evidence import Evidence
from aegis_testing.domain.recording.evidence import redacted_copy_of
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SideName

PASSWORD = "infected"  # noqa: S105  # it is shown to everybody
"""Opens every sample's zip: by custom, and no secret. It keeps scanners out and fingers off."""


class SampleView(Struct, frozen=True, kw_only=True):
    """The malware in the zip, and the zip's password."""

    name: str
    size: int
    sha256: str
    password: str = PASSWORD


class EvidenceView(Struct, frozen=True, kw_only=True):
    """One piece of evidence. Withdrawn ones say who withdrew them and why, and have no download; of erased ones the
    bytes are gone, since their retention has ended. `redacts` is the original of a redacted copy, `redacted_by` the
    copy that stands beside an original: reports take that one."""

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
    malware: bool = False
    sample: SampleView | None = None
    redacts: UUID | None = None
    redacted_by: UUID | None = None
    erased_at: datetime | None = None


def evidence_view(test: Test, one: Evidence) -> EvidenceView:
    copy = redacted_copy_of(test, one.id)
    sample = one.sample
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
        malware=sample is not None,
        sample=None if sample is None else SampleView(name=sample.name, size=sample.size, sha256=sample.sha256),
        redacts=one.redacts,
        redacted_by=None if copy is None else copy.id,
        erased_at=one.erased_at,
    )
