"""One test, whole, as this caller may see it and act on it now."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from aegis_contracts.testing_tests import (
    Clocks,
    Execution,
    LineResult,
    Observation,
    PersonRef,
    Procedure,
    Review,
    RuleResult,
)
from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require
from aegis_testing.application import published
from aegis_testing.application.access import READER, require_reach
from aegis_testing.application.ports import Found, TestFinder, TestRef
from aegis_testing.application.queries.blind import BlindView, blind_view
from aegis_testing.application.queries.contradictions import ContradictionView, contradictions_of
from aegis_testing.application.queries.evidence import EvidenceView, evidence_view
from aegis_testing.domain import allowed
from aegis_testing.domain import procedure as domain
from aegis_testing.domain.arguments import rendered
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.hidden import hidden_from, shown_to
from aegis_testing.domain.result import ExecutionResult, execution_results, lines, split
from aegis_testing.domain.side import Side
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import ResultName, ReviewPolicy, Rung, SideName, SideStatus, StateName


class ProcedureView(Procedure, frozen=True, kw_only=True):
    """What is tried. `rendered` and `rendered_clean_up` are the texts with every filled argument in its place: what red
    runs."""

    rendered: str = ""
    rendered_clean_up: str = ""


class TechniqueView(Struct, frozen=True, kw_only=True):
    id: UUID
    attack_id: str
    name: str


class SideView(Struct, frozen=True, kw_only=True):
    """A side. `since` is when it came to its status; a rejected one is `returned` and has `rejected_at`."""

    status: SideStatus
    since: datetime | None
    assignee: PersonRef | None
    claimed_at: datetime | None
    submitted_at: datetime | None
    submitted_by: PersonRef | None
    approved_at: datetime | None
    approved_by: PersonRef | None
    rejected_at: datetime | None
    rejected_by: PersonRef | None
    notes: str
    clocks: Clocks


class ExecutionView(Execution, frozen=True, kw_only=True):
    """An execution with what came of it; null while nobody has looked."""

    result: ResultName | None = None
    inconclusive: bool = False


class SplitView(Struct, frozen=True, kw_only=True):
    """How the result divides over the executions ("2 of 3 hosts")."""

    executions: int
    applicable: int
    inconclusive: int
    counts: dict[ResultName, int]


class MissingView(Struct, frozen=True, kw_only=True):
    pointer: str
    detail: str
    code: str


class AllowedActionView(Struct, frozen=True, kw_only=True):
    """What this caller may do now; `missing` is what still stands in its way, and empty when nothing does."""

    action: str
    side: SideName | None
    missing: tuple[MissingView, ...]


class TestDetail(Struct, frozen=True, kw_only=True):
    """The whole test. `version` is its ETag."""

    __test__ = False

    id: UUID
    number: int
    version: int
    technique: TechniqueView
    drafted_technique_id: UUID
    procedure: ProcedureView
    state: StateName
    held: bool
    result: ResultName | None
    split: SplitView
    lines: tuple[LineResult, ...]
    review_policy: ReviewPolicy
    independently_reviewed: bool | None
    author: PersonRef
    drafted_at: datetime
    updated_at: datetime | None
    started_at: datetime | None
    validated_at: datetime | None
    cancelled_at: datetime | None
    expected: Rung | None
    expected_tools: tuple[str, ...]
    tags: tuple[str, ...]
    due: date | None
    red: SideView
    blue: SideView
    executions: tuple[ExecutionView, ...]
    observations: tuple[Observation, ...]
    rule_results: tuple[RuleResult, ...]
    responded_at: datetime | None
    contained_at: datetime | None
    contradictions: tuple[ContradictionView, ...]
    reviews: tuple[Review, ...]
    evidence: tuple[EvidenceView, ...]
    retest_of: UUID | None
    rerun_of: UUID | None
    campaign_id: UUID | None
    retests: int
    allowed_actions: tuple[AllowedActionView, ...]
    blind: BlindView | None = None


class TestDetails:
    """Reads one test. Raises `Forbidden`, `NotFound`."""

    __test__ = False

    def __init__(self, finder: TestFinder, clock: Clock) -> None:
        self._finder = finder
        self._clock = clock

    async def __call__(self, caller: Caller, test: TestRef) -> TestDetail:
        require(caller, Action.TESTS_READ, READER)
        found = await self._finder.find(test, self._clock.now())
        require_reach(caller, found.campaign, f"There is no test {test}.")
        return detail_of(found, caller)


def detail_of(found: Found, caller: Caller) -> TestDetail:
    """The view of a test for `caller`."""
    test = shown_to(found.test, caller)
    now = Circumstances(now=found.read_at, policy=found.policy, retests=found.retests, campaign=found.campaign)
    results = execution_results(test.executions, test.observations)
    whole = split(results)
    over = test.red.submitted_at or test.started_at
    # Its policy stays with a result; before that, the organisation's is what it will be reviewed under.
    policy = test.review_policy if test.state == "validated" else found.policy.review
    return TestDetail(
        id=test.id,
        number=test.number,
        version=test.version,
        technique=TechniqueView(id=test.technique.id, attack_id=test.technique.attack_id, name=test.technique.name),
        drafted_technique_id=test.drafted_technique_id,
        procedure=_procedure(test.procedure),
        state=test.state,
        held=test.held,
        result=whole.result,
        split=SplitView(
            executions=whole.executions,
            applicable=whole.applicable,
            inconclusive=whole.inconclusive,
            counts=whole.counts,
        ),
        lines=tuple(published.line_of(one) for one in lines(results, otherwise=over)),
        review_policy=policy,
        independently_reviewed=test.independently_reviewed,
        author=published.person_of(test.author),
        drafted_at=test.drafted_at,
        updated_at=test.updated_at,
        started_at=test.started_at,
        validated_at=test.validated_at,
        cancelled_at=test.cancelled_at,
        expected=test.expected,
        expected_tools=test.expected_tools,
        tags=test.tags,
        due=test.due,
        red=_side(test.red),
        blue=_side(test.blue),
        executions=tuple(_execution(one) for one in results),
        observations=tuple(published.observation_of(one) for one in test.observations),
        rule_results=tuple(published.rule_result_of(one) for one in test.rule_results),
        responded_at=test.responded_at,
        contained_at=test.contained_at,
        contradictions=contradictions_of(test, now),
        reviews=tuple(published.review_of(one) for one in test.votes),
        evidence=tuple(evidence_view(test, one) for one in test.evidence),
        retest_of=test.retest_of,
        rerun_of=test.rerun_of,
        campaign_id=found.test.campaign_id,
        retests=0 if test is not found.test else found.retests,
        allowed_actions=_allowed(test, caller, now),
        blind=None if test.blind is None else blind_view(test.blind, hidden=hidden_from(found.test, caller)),
    )


def _side(side: Side) -> SideView:
    return SideView(
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
    )


def _procedure(tried: domain.Procedure) -> ProcedureView:
    told = published.procedure_of(tried)
    fields = {name: getattr(told, name) for name in told.__struct_fields__}
    return ProcedureView(
        **fields,
        rendered=rendered(tried.command, tried.arguments),
        rendered_clean_up=rendered(tried.clean_up, tried.arguments),
    )


def _execution(one: ExecutionResult) -> ExecutionView:
    told = published.execution_of(one.execution)
    fields = {name: getattr(told, name) for name in told.__struct_fields__}
    return ExecutionView(**fields, result=one.result, inconclusive=one.inconclusive)


def _allowed(test: Test, caller: Caller, now: Circumstances) -> tuple[AllowedActionView, ...]:
    return tuple(
        AllowedActionView(
            action=one.action,
            side=one.side,
            missing=tuple(
                MissingView(pointer=fault.pointer, detail=fault.detail, code=fault.code) for fault in one.missing
            ),
        )
        for one in allowed.allowed_actions(test, caller, now)
    )
