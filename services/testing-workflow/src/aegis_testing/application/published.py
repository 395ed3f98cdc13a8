"""The published language of tests: the state of one, and which event has which name."""

from aegis_contracts.testing_tests import (
    Clocks,
    EvidenceRef,
    Execution,
    FilledArgument,
    LineResult,
    Move,
    Observation,
    PersonRef,
    Procedure,
    Remediation,
    RemediationStep,
    Review,
    RuleResult,
    SideState,
    TestState,
)
from aegis_testing.domain import clocks, events, evidence, execution, observation, people, procedure, result, votes
from aegis_testing.domain import remediation as remedies
from aegis_testing.domain import rule_result as rules
from aegis_testing.domain import side as sides
from aegis_testing.domain.hidden import left_of
from aegis_testing.domain.result import execution_results, lines, split
from aegis_testing.domain.test import Test

EVENT_TYPES: dict[type[events.TestEvent], str] = {
    event: event.__name__
    for event in (
        events.TestDrafted,
        events.TestStarted,
        events.TestRecorded,
        events.SideSubmitted,
        events.SideRecalled,
        events.SideReturned,
        events.SideApproved,
        events.SideRejected,
        events.VoteWithdrawn,
        events.SideResumed,
        events.TestValidated,
        events.TestHeld,
        events.TestReleased,
        events.TestCancelled,
        events.RetestRequested,
        events.TestRetargeted,
        events.TestCorrected,
        events.TestRevealed,
        events.RemediationChanged,
        events.EvidenceAttached,
        events.EvidenceWithdrawn,
        events.TestDeleted,
    )
}
"""Inside and outside an event has the same name; a test holds the topic to it."""


_TOLD_OF_HIDDEN = frozenset(
    {"TestDrafted", "TestStarted", "TestHeld", "TestReleased", "TestCancelled", "TestDeleted", "TestRecorded"}
)


def type_of(test: Test, event: str) -> str:
    """The name by which `event` is told: of a hidden test all that sides do is that something was recorded."""
    return "TestRecorded" if test.hidden and event not in _TOLD_OF_HIDDEN else event


def state_of(test: Test) -> TestState:
    """The whole public state of a test, derived figures included; of a hidden one, what is left of it."""
    if test.hidden:
        test = left_of(test, own=False)
    results = execution_results(test.executions, test.observations)
    whole = split(results)
    return TestState(
        id=test.id,
        number=test.number,
        technique_id=test.technique.id,
        drafted_technique_id=test.drafted_technique_id,
        attack_id=test.technique.attack_id,
        technique_name=test.technique.name,
        procedure=procedure_of(test.procedure),
        state=test.state,
        author=person_of(test.author),
        drafted_at=test.drafted_at,
        review_policy=test.review_policy,
        red=side_of(test.red),
        blue=side_of(test.blue),
        held=test.held,
        expected=test.expected,
        expected_tools=test.expected_tools,
        tags=test.tags,
        due=test.due,
        started_at=test.started_at,
        validated_at=test.validated_at,
        cancelled_at=test.cancelled_at,
        deleted_at=test.deleted_at,
        independently_reviewed=test.independently_reviewed,
        result=whole.result,
        inconclusive=whole.inconclusive,
        executions=tuple(execution_of(one) for one in test.executions),
        observations=tuple(observation_of(one) for one in test.observations),
        rule_results=tuple(rule_result_of(one) for one in test.rule_results),
        responded_at=test.responded_at,
        contained_at=test.contained_at,
        reviews=tuple(review_of(one) for one in test.votes),
        history=tuple(move_of(one) for one in test.history),
        lines=tuple(line_of(one) for one in lines(results, otherwise=test.red.submitted_at or test.started_at)),
        evidence=tuple(evidence_of(one) for one in test.evidence),
        retest_of=test.retest_of,
        rerun_of=test.rerun_of,
        remediation=None if test.remediation is None else remediation_of(test.remediation),
        campaign_id=test.campaign_id,
        blind=test.hidden,
        blind_from=test.blind.window_from if test.blind else None,
        blind_until=test.blind.window_until if test.blind else None,
        revealed_at=test.blind.revealed_at if test.blind else None,
    )


def remediation_of(one: remedies.Remediation) -> Remediation:
    return Remediation(
        status=one.status,
        opened_at=one.opened_at,
        owner=maybe_person_of(one.owner),
        due=one.due,
        ticket=one.ticket,
        steps=tuple(
            RemediationStep(id=step.id, text=step.text, owner=maybe_person_of(step.owner), done_at=step.done_at)
            for step in one.steps
        ),
        reason=one.reason,
        remediated_at=one.remediated_at,
        closed_at=one.closed_at,
        closed_by=one.closed_by,
    )


def person_of(person: people.Person) -> PersonRef:
    return PersonRef(id=person.id, name=person.name)


def maybe_person_of(person: people.Person | None) -> PersonRef | None:
    return None if person is None else person_of(person)


def clocks_of(running: clocks.Clocks) -> Clocks:
    return Clocks(
        running=running.running,
        running_since=running.running_since,
        worked_seconds=running.worked_seconds,
        waiting_seconds=running.waiting_seconds,
        held_seconds=running.held_seconds,
    )


def side_of(side: sides.Side) -> SideState:
    return SideState(
        status=side.status,
        assignee=maybe_person_of(side.assignee),
        claimed_at=side.claimed_at,
        submitted_at=side.submitted_at,
        submitted_by=maybe_person_of(side.submitted_by),
        approved_at=side.approved_at,
        approved_by=maybe_person_of(side.approved_by),
        notes=side.notes,
        clocks=clocks_of(side.clocks),
    )


def procedure_of(tried: procedure.Procedure) -> Procedure:
    return Procedure(
        key=tried.key,
        name=tried.name,
        command=tried.command,
        clean_up=tried.clean_up,
        template_id=tried.template_id,
        template_revision=tried.template_revision,
        executor=tried.executor,
        arguments=tuple(
            FilledArgument(
                name=one.name,
                description=one.description,
                type=one.type,
                value=one.value,
                filled_by=one.filled_by,
            )
            for one in tried.arguments
        ),
    )


def execution_of(one: execution.Execution) -> Execution:
    return Execution(
        id=one.id,
        platform=one.platform,
        environment=one.environment,
        outcome=one.outcome,
        source=one.source,
        target=one.target,
        user=one.user,
        process_id=one.process_id,
        command=one.command,
        started_at=one.started_at,
        ended_at=one.ended_at,
        exit_code=one.exit_code,
        clean_up_done=one.clean_up_done,
        origin=one.origin,
    )


def observation_of(one: observation.Observation) -> Observation:
    return Observation(
        id=one.id,
        execution_id=one.execution_id,
        tool=one.tool,
        tool_id=one.tool_id,
        rung=one.rung,
        prevention=one.prevention,
        telemetry_at=one.telemetry_at,
        alerted_at=one.alerted_at,
        acknowledged_at=one.acknowledged_at,
        blocked_at=one.blocked_at,
        how=one.how,
        vantage=one.vantage,
        severity=one.severity,
        expected_severity=one.expected_severity,
        alert_reference=one.alert_reference,
    )


def rule_result_of(one: rules.RuleResult) -> RuleResult:
    return RuleResult(
        rule_id=one.rule_id,
        title=one.title,
        outcome=one.outcome,
        expected=one.expected,
        tool=one.tool,
        by=maybe_person_of(one.by),
        at=one.at,
        note=one.note,
    )


def review_of(one: votes.Vote) -> Review:
    return Review(side=one.side, decision=one.decision, by=person_of(one.by), at=one.at, reason=one.reason)


def move_of(one: votes.HistoryEntry) -> Move:
    return Move(
        at=one.at,
        by=person_of(one.by),
        move=one.move,
        from_state=one.from_state,
        to_state=one.to_state,
        side=one.side,
        reason=one.reason,
    )


def line_of(one: result.Line) -> LineResult:
    return LineResult(
        platform=one.platform,
        environment=one.environment,
        result=one.result,
        attacked_at=one.attacked_at,
        applicable=one.applicable,
        executions=one.executions,
    )


def evidence_of(one: evidence.Evidence) -> EvidenceRef:
    return EvidenceRef(
        id=one.id,
        side=one.side,
        name=one.content.name,
        media_type=one.content.media_type,
        size=one.content.size,
        sha256=one.content.sha256,
        by=person_of(one.by),
        at=one.at,
        caption=one.caption,
        withdrawn_at=one.withdrawn_at,
        redacts=one.redacts,
        malware=one.sample is not None,
        erased_at=one.erased_at,
    )
