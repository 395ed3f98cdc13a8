"""A test as it is stored: one JSON document, and back.

Where a part of it is published as it is, the published language's struct is the stored form too: both are only ever
added to, so that documents of any age can be read.
"""

from datetime import date, datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from aegis_contracts.testing_tests import (
    Clocks,
    Execution,
    Move,
    Observation,
    PersonRef,
    Procedure,
    Remediation,
    Review,
    RuleResult,
)
from aegis_testing.application import published
from aegis_testing.domain.blind import Blind
from aegis_testing.domain.contradictions import Explanation
from aegis_testing.domain.correction import Correction, CorrectionStatus
from aegis_testing.domain.evidence import Evidence, Sample
from aegis_testing.domain.side import Side
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import RevealWhen, ReviewPolicy, Rung, SideName, SideStatus


class StoredSide(Struct, frozen=True, kw_only=True, omit_defaults=True):
    status: SideStatus
    since: datetime | None = None
    assignee: PersonRef | None = None
    claimed_at: datetime | None = None
    submitted_at: datetime | None = None
    submitted_by: PersonRef | None = None
    approved_at: datetime | None = None
    approved_by: PersonRef | None = None
    rejected_at: datetime | None = None
    rejected_by: PersonRef | None = None
    notes: str = ""
    clocks: Clocks = Clocks()
    workers: tuple[UUID, ...] = ()


class StoredExplanation(Struct, frozen=True, kw_only=True):
    key: str
    detail: str
    text: str
    by: PersonRef
    at: datetime


class StoredSample(Struct, frozen=True, kw_only=True):
    name: str
    size: int
    sha256: str


class StoredEvidence(Struct, frozen=True, kw_only=True, omit_defaults=True):
    id: UUID
    side: SideName
    name: str
    media_type: str
    size: int
    sha256: str
    by: PersonRef
    at: datetime
    caption: str = ""
    version: int = 1
    withdrawn_at: datetime | None = None
    withdrawn_by: PersonRef | None = None
    withdrawn_reason: str = ""
    redacts: UUID | None = None
    sample: StoredSample | None = None
    erased_at: datetime | None = None


class StoredBlind(Struct, frozen=True, kw_only=True, omit_defaults=True):
    window_from: datetime | None = None
    window_until: datetime | None = None
    reveal: RevealWhen = "blue_submit"
    reveal_at: datetime | None = None
    white_cell: tuple[PersonRef, ...] = ()
    revealed_at: datetime | None = None
    revealed_by: PersonRef | None = None


class StoredApproval(Struct, frozen=True, kw_only=True):
    side: SideName
    by: PersonRef
    at: datetime


class StoredCorrection(Struct, frozen=True, kw_only=True, omit_defaults=True):
    id: UUID
    by: PersonRef
    at: datetime
    reason: str
    executions: tuple[tuple[Execution, Execution], ...] = ()
    observations: tuple[tuple[Observation, Observation], ...] = ()
    status: CorrectionStatus = "proposed"
    approvals: tuple[StoredApproval, ...] = ()
    closed_at: datetime | None = None
    closed_by: PersonRef | None = None
    closed_reason: str = ""


class StoredTest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All of a test but its id and version, which the row has."""

    number: int
    technique_id: UUID
    attack_id: str
    technique_name: str
    drafted_technique_id: UUID
    procedure: Procedure
    author: PersonRef
    drafted_at: datetime
    review_policy: ReviewPolicy
    red: StoredSide
    blue: StoredSide
    held: bool = False
    expected: Rung | None = None
    expected_tools: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    due: date | None = None
    started_at: datetime | None = None
    cancelled_at: datetime | None = None
    deleted_at: datetime | None = None
    updated_at: datetime | None = None
    independently_reviewed: bool | None = None
    executions: tuple[Execution, ...] = ()
    observations: tuple[Observation, ...] = ()
    rule_results: tuple[RuleResult, ...] = ()
    responded_at: datetime | None = None
    contained_at: datetime | None = None
    explanations: tuple[StoredExplanation, ...] = ()
    evidence: tuple[StoredEvidence, ...] = ()
    votes: tuple[Review, ...] = ()
    history: tuple[Move, ...] = ()
    retest_of: UUID | None = None
    rerun_of: UUID | None = None
    campaign_id: UUID | None = None
    blind: StoredBlind | None = None
    corrections: tuple[StoredCorrection, ...] = ()
    remediation: Remediation | None = None
    last_event: str = ""


_encoder = msgspec.json.Encoder()


def document_of(test: Test) -> bytes:
    """The test as JSON."""
    return _encoder.encode(stored(test))


def stored(test: Test) -> StoredTest:
    return StoredTest(
        number=test.number,
        technique_id=test.technique.id,
        attack_id=test.technique.attack_id,
        technique_name=test.technique.name,
        drafted_technique_id=test.drafted_technique_id,
        procedure=published.procedure_of(test.procedure),
        author=published.person_of(test.author),
        drafted_at=test.drafted_at,
        review_policy=test.review_policy,
        red=_side(test.red),
        blue=_side(test.blue),
        held=test.held,
        expected=test.expected,
        expected_tools=test.expected_tools,
        tags=test.tags,
        due=test.due,
        started_at=test.started_at,
        cancelled_at=test.cancelled_at,
        deleted_at=test.deleted_at,
        updated_at=test.updated_at,
        independently_reviewed=test.independently_reviewed,
        executions=tuple(published.execution_of(one) for one in test.executions),
        observations=tuple(published.observation_of(one) for one in test.observations),
        rule_results=tuple(published.rule_result_of(one) for one in test.rule_results),
        responded_at=test.responded_at,
        contained_at=test.contained_at,
        explanations=tuple(_explanation(one) for one in test.explanations),
        evidence=tuple(_evidence(one) for one in test.evidence),
        votes=tuple(published.review_of(one) for one in test.votes),
        history=tuple(published.move_of(one) for one in test.history),
        retest_of=test.retest_of,
        rerun_of=test.rerun_of,
        campaign_id=test.campaign_id,
        blind=None if test.blind is None else _blind(test.blind),
        corrections=tuple(_correction(one) for one in test.corrections),
        remediation=None if test.remediation is None else published.remediation_of(test.remediation),
        last_event=test.last_event,
    )


def _side(side: Side) -> StoredSide:
    return StoredSide(
        status=side.status,
        since=side.since,
        assignee=published.maybe_person_of(side.assignee),
        claimed_at=side.claimed_at,
        submitted_at=side.submitted_at,
        submitted_by=published.maybe_person_of(side.submitted_by),
        approved_at=side.approved_at,
        approved_by=published.maybe_person_of(side.approved_by),
        rejected_at=side.rejected_at,
        rejected_by=published.maybe_person_of(side.rejected_by),
        notes=side.notes,
        clocks=published.clocks_of(side.clocks),
        workers=tuple(sorted(side.workers)),
    )


def _blind(blind: Blind) -> StoredBlind:
    return StoredBlind(
        window_from=blind.window_from,
        window_until=blind.window_until,
        reveal=blind.reveal,
        reveal_at=blind.reveal_at,
        white_cell=tuple(published.person_of(one) for one in blind.white_cell),
        revealed_at=blind.revealed_at,
        revealed_by=published.maybe_person_of(blind.revealed_by),
    )


def _correction(one: Correction) -> StoredCorrection:
    return StoredCorrection(
        id=one.id,
        by=published.person_of(one.by),
        at=one.at,
        reason=one.reason,
        executions=tuple((published.execution_of(was), published.execution_of(now)) for was, now in one.executions),
        observations=tuple(
            (published.observation_of(was), published.observation_of(now)) for was, now in one.observations
        ),
        status=one.status,
        approvals=tuple(
            StoredApproval(side=each.side, by=published.person_of(each.by), at=each.at) for each in one.approvals
        ),
        closed_at=one.closed_at,
        closed_by=published.maybe_person_of(one.closed_by),
        closed_reason=one.closed_reason,
    )


def _explanation(one: Explanation) -> StoredExplanation:
    return StoredExplanation(key=one.key, detail=one.detail, text=one.text, by=published.person_of(one.by), at=one.at)


def _sample(one: Sample) -> StoredSample:
    return StoredSample(name=one.name, size=one.size, sha256=one.sha256)


def _evidence(one: Evidence) -> StoredEvidence:
    return StoredEvidence(
        id=one.id,
        side=one.side,
        name=one.content.name,
        media_type=one.content.media_type,
        size=one.content.size,
        sha256=one.content.sha256,
        by=published.person_of(one.by),
        at=one.at,
        caption=one.caption,
        version=one.version,
        withdrawn_at=one.withdrawn_at,
        withdrawn_by=published.maybe_person_of(one.withdrawn_by),
        withdrawn_reason=one.withdrawn_reason,
        redacts=one.redacts,
        sample=None if one.sample is None else _sample(one.sample),
        erased_at=one.erased_at,
    )
