"""Topic ``aegis.testing.tests``: a purple test with both its sides."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from aegis_contracts.words import (
    FilledBy,
    How,
    Origin,
    Outcome,
    Prevention,
    RemediationStatus,
    ResultName,
    ReviewPolicy,
    Rung,
    SideName,
    SideStatus,
    TestStateName,
    Vantage,
)
from aegis_kernel.facts import Cleanup, Topic, TopicSpec


class PersonRef(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str


class Clocks(Struct, frozen=True, kw_only=True):
    """Waiting in a queue, working and being held: three figures; the one that runs has run since `running_since`."""

    running: str | None = None
    running_since: datetime | None = None
    worked_seconds: float = 0.0
    waiting_seconds: float = 0.0
    held_seconds: float = 0.0


class SideState(Struct, frozen=True, kw_only=True):
    status: SideStatus = "open"
    assignee: PersonRef | None = None
    claimed_at: datetime | None = None
    submitted_at: datetime | None = None
    submitted_by: PersonRef | None = None
    approved_at: datetime | None = None
    approved_by: PersonRef | None = None
    notes: str = ""
    clocks: Clocks = Clocks()


class FilledArgument(Struct, frozen=True, kw_only=True):
    """An input argument of a template as this test fills it. `value` None is not filled yet; `filled_by` says from
    where it came: ``default``, ``campaign`` or ``person``."""

    name: str
    description: str = ""
    type: str = ""
    value: str | None = None
    filled_by: FilledBy = "default"


class Procedure(Struct, frozen=True, kw_only=True):
    """What is tried: a template's version, copied, or a named custom step. `key` names it in a line. `command` and
    `clean_up` hold arguments as ``#{name}``; `arguments` says what stands for each."""

    key: str
    name: str
    command: str = ""
    clean_up: str = ""
    template_id: UUID | None = None
    template_revision: int | None = None
    executor: str = ""
    arguments: tuple[FilledArgument, ...] = ()


class Execution(Struct, frozen=True, kw_only=True):
    """One run by red. A start or end of None is unknown, not guessed."""

    id: UUID
    platform: str
    environment: str
    outcome: Outcome
    source: str = ""
    target: str = ""
    user: str = ""
    process_id: int | None = None
    command: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    exit_code: int | None = None
    clean_up_done: bool = False
    origin: Origin = "manual"


class Observation(Struct, frozen=True, kw_only=True):
    """What one defence tool showed of one execution; of a nil one, what blue saw in a blind test, as long as
    nobody has said which execution it was."""

    id: UUID
    execution_id: UUID
    tool: str
    tool_id: UUID | None = None
    rung: Rung = "not_checked"
    prevention: Prevention = "none"
    telemetry_at: datetime | None = None
    alerted_at: datetime | None = None
    acknowledged_at: datetime | None = None
    blocked_at: datetime | None = None
    how: How = "automatic"
    vantage: Vantage = "target"
    severity: str | None = None
    expected_severity: str | None = None
    alert_reference: str = ""


class RuleResult(Struct, frozen=True, kw_only=True):
    """`outcome` is ``fired``, ``silent`` or ``not_evaluated``. `tool` names the tool it runs in, where known."""

    rule_id: UUID
    title: str
    outcome: str
    expected: bool = True
    tool: str = ""
    by: PersonRef | None = None
    at: datetime | None = None
    note: str = ""


class Review(Struct, frozen=True, kw_only=True):
    """A lead's vote. `decision` is ``approved``, ``rejected`` or ``withdrawn``."""

    side: SideName
    decision: str
    by: PersonRef
    at: datetime
    reason: str = ""


class Move(Struct, frozen=True, kw_only=True):
    """One entry of the history: who did what when, and from which state to which."""

    at: datetime
    by: PersonRef
    move: str
    from_state: TestStateName
    to_state: TestStateName
    side: SideName | None = None
    reason: str = ""


class LineResult(Struct, frozen=True, kw_only=True):
    """What the test says of one line: a platform and an environment of its technique and procedure.

    `attacked_at` is the earliest known start among the applicable executions, else when red submitted.
    """

    platform: str
    environment: str
    result: ResultName
    attacked_at: datetime
    applicable: int
    executions: int


class EvidenceRef(Struct, frozen=True, kw_only=True):
    """`redacts`: a redacted copy of that piece, which reports take in its place. `malware` is in an encrypted zip and
    is never shown."""

    id: UUID
    side: SideName
    name: str
    media_type: str
    size: int
    sha256: str
    by: PersonRef
    at: datetime
    caption: str = ""
    withdrawn_at: datetime | None = None
    redacts: UUID | None = None
    malware: bool = False
    erased_at: datetime | None = None


class RemediationStep(Struct, frozen=True, kw_only=True):
    id: UUID
    text: str
    owner: PersonRef | None = None
    done_at: datetime | None = None


class Remediation(Struct, frozen=True, kw_only=True):
    """What is done about the gap that the test found. `reason` says why its risk is accepted; `closed_by` is the retest
    that proved the fix."""

    status: RemediationStatus
    opened_at: datetime
    owner: PersonRef | None = None
    due: date | None = None
    ticket: str = ""
    steps: tuple[RemediationStep, ...] = ()
    reason: str = ""
    remediated_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: UUID | None = None


class TestState(Struct, frozen=True, kw_only=True):
    """The whole public state of a test. `technique_id` follows successions; `drafted_technique_id` never changes.

    `result` and `lines` are derived from executions and observations and are present from the first execution on;
    they count once `validated_at` is set.

    `blind`: the red side is hidden until the reveal, and so is all that would give it away: ids are nil, names, texts
    and lists empty; the types of events say no more than that something was recorded, and nobody's name is on them.
    Such a test may be counted, and nothing else. From `revealed_at` on the state is whole.
    """

    __test__ = False

    id: UUID
    number: int
    technique_id: UUID
    drafted_technique_id: UUID
    attack_id: str
    technique_name: str
    procedure: Procedure
    state: TestStateName
    author: PersonRef
    drafted_at: datetime
    review_policy: ReviewPolicy
    red: SideState = SideState()
    blue: SideState = SideState()
    held: bool = False
    blind: bool = False
    expected: Rung | None = None
    expected_tools: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    due: date | None = None
    started_at: datetime | None = None
    validated_at: datetime | None = None
    cancelled_at: datetime | None = None
    deleted_at: datetime | None = None
    independently_reviewed: bool | None = None
    result: ResultName | None = None
    inconclusive: int = 0
    executions: tuple[Execution, ...] = ()
    observations: tuple[Observation, ...] = ()
    rule_results: tuple[RuleResult, ...] = ()
    responded_at: datetime | None = None
    contained_at: datetime | None = None
    reviews: tuple[Review, ...] = ()
    history: tuple[Move, ...] = ()
    lines: tuple[LineResult, ...] = ()
    evidence: tuple[EvidenceRef, ...] = ()
    retest_of: UUID | None = None
    rerun_of: UUID | None = None
    campaign_id: UUID | None = None
    blind_from: datetime | None = None
    blind_until: datetime | None = None
    revealed_at: datetime | None = None
    remediation: Remediation | None = None


TESTING_TESTS = Topic(
    spec=TopicSpec(
        name="aegis.testing.tests", partitions=6, cleanup=Cleanup.COMPACT, compaction_lag_seconds=30 * 86_400
    ),
    owner="testing-workflow",
    state=TestState,
    types={
        name: f"aegis.testing.test.{wire}.v1"
        for name, wire in {
            "TestDrafted": "drafted",
            "TestStarted": "started",
            "TestRecorded": "recorded",
            "SideSubmitted": "side-submitted",
            "SideRecalled": "side-recalled",
            "SideReturned": "side-returned",
            "SideApproved": "side-approved",
            "SideRejected": "side-rejected",
            "VoteWithdrawn": "vote-withdrawn",
            "SideResumed": "side-resumed",
            "TestValidated": "validated",
            "TestHeld": "held",
            "TestReleased": "released",
            "TestCancelled": "cancelled",
            "RetestRequested": "retest-requested",
            "TestRetargeted": "retargeted",
            "TestCorrected": "corrected",
            "TestRevealed": "revealed",
            "RemediationChanged": "remediation-changed",
            "EvidenceAttached": "evidence-attached",
            "EvidenceWithdrawn": "evidence-withdrawn",
            "TestDeleted": "deleted",
        }.items()
    },
    heard_by=("scoring", "reporting", "catalog"),
)
