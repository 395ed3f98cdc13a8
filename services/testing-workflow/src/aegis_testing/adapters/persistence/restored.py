"""A test out of its stored document."""

from typing import Any
from uuid import UUID

import msgspec

from aegis_contracts import testing_tests as published
from aegis_contracts.testing_tests import Execution, Move, Observation, PersonRef, Review, RuleResult
from aegis_testing.adapters.persistence.document import (
    StoredBlind,
    StoredCorrection,
    StoredEvidence,
    StoredExplanation,
    StoredSide,
    StoredTest,
)
from aegis_testing.adapters.persistence.remediation_document import restored_remediation
from aegis_testing.domain import execution, observation, rule_result
from aegis_testing.domain.arguments import Argument
from aegis_testing.domain.blind import Blind
from aegis_testing.domain.clocks import Clocks
from aegis_testing.domain.contradictions import Explanation
from aegis_testing.domain.correction import Approval, Correction
from aegis_testing.domain.evidence import Content, Evidence, Sample
from aegis_testing.domain.people import Person
from aegis_testing.domain.procedure import Procedure, Technique
from aegis_testing.domain.side import Side
from aegis_testing.domain.test import Test
from aegis_testing.domain.votes import HistoryEntry, Vote

_decoder = msgspec.json.Decoder(StoredTest)


def restored(id_: UUID, version: int, document: bytes) -> Test:
    """The test that `document` holds."""
    kept = _decoder.decode(document)
    return Test(
        id=id_,
        version=version,
        number=kept.number,
        technique=Technique(id=kept.technique_id, attack_id=kept.attack_id, name=kept.technique_name),
        drafted_technique_id=kept.drafted_technique_id,
        procedure=_procedure(kept.procedure),
        author=_person(kept.author),
        drafted_at=kept.drafted_at,
        review_policy=kept.review_policy,
        red=_side(kept.red),
        blue=_side(kept.blue),
        held=kept.held,
        expected=kept.expected,
        expected_tools=kept.expected_tools,
        tags=kept.tags,
        due=kept.due,
        started_at=kept.started_at,
        cancelled_at=kept.cancelled_at,
        deleted_at=kept.deleted_at,
        updated_at=kept.updated_at,
        independently_reviewed=kept.independently_reviewed,
        executions=tuple(_execution(one) for one in kept.executions),
        observations=tuple(_observation(one) for one in kept.observations),
        rule_results=tuple(_rule_result(one) for one in kept.rule_results),
        responded_at=kept.responded_at,
        contained_at=kept.contained_at,
        explanations=tuple(_explanation(one) for one in kept.explanations),
        evidence=tuple(_evidence(one) for one in kept.evidence),
        votes=tuple(_vote(one) for one in kept.votes),
        history=tuple(_entry(one) for one in kept.history),
        retest_of=kept.retest_of,
        rerun_of=kept.rerun_of,
        campaign_id=kept.campaign_id,
        blind=None if kept.blind is None else _blind(kept.blind),
        corrections=tuple(_correction(one) for one in kept.corrections),
        remediation=None if kept.remediation is None else restored_remediation(kept.remediation),
        last_event=kept.last_event,
    )


def _fields(struct: msgspec.Struct, **other: Any) -> dict[str, Any]:
    """A struct's fields by name, with some in another form."""
    return {name: getattr(struct, name) for name in struct.__struct_fields__} | other


def _person(ref: PersonRef) -> Person:
    return Person(ref.id, ref.name)


def _maybe(ref: PersonRef | None) -> Person | None:
    return None if ref is None else _person(ref)


def _side(kept: StoredSide) -> Side:
    return Side(
        **_fields(
            kept,
            assignee=_maybe(kept.assignee),
            submitted_by=_maybe(kept.submitted_by),
            approved_by=_maybe(kept.approved_by),
            rejected_by=_maybe(kept.rejected_by),
            clocks=Clocks(**_fields(kept.clocks)),
            workers=frozenset(kept.workers),
        )
    )


def _blind(kept: StoredBlind) -> Blind:
    white_cell = tuple(_person(one) for one in kept.white_cell)
    return Blind(**_fields(kept, white_cell=white_cell, revealed_by=_maybe(kept.revealed_by)))


def _correction(kept: StoredCorrection) -> Correction:
    return Correction(
        **_fields(
            kept,
            by=_person(kept.by),
            executions=tuple((_execution(was), _execution(now)) for was, now in kept.executions),
            observations=tuple((_observation(was), _observation(now)) for was, now in kept.observations),
            approvals=tuple(Approval(**_fields(one, by=_person(one.by))) for one in kept.approvals),
            closed_by=_maybe(kept.closed_by),
        )
    )


def _procedure(kept: published.Procedure) -> Procedure:
    return Procedure(**_fields(kept, arguments=tuple(Argument(**_fields(one)) for one in kept.arguments)))


def _execution(kept: Execution) -> execution.Execution:
    return execution.Execution(**_fields(kept))


def _observation(kept: Observation) -> observation.Observation:
    return observation.Observation(**_fields(kept))


def _rule_result(kept: RuleResult) -> rule_result.RuleResult:
    return rule_result.RuleResult(**_fields(kept, by=_maybe(kept.by)))


def _explanation(kept: StoredExplanation) -> Explanation:
    return Explanation(**_fields(kept, by=_person(kept.by)))


def _evidence(kept: StoredEvidence) -> Evidence:
    return Evidence(
        id=kept.id,
        side=kept.side,
        content=Content(name=kept.name, media_type=kept.media_type, size=kept.size, sha256=kept.sha256),
        by=_person(kept.by),
        at=kept.at,
        caption=kept.caption,
        version=kept.version,
        withdrawn_at=kept.withdrawn_at,
        withdrawn_by=_maybe(kept.withdrawn_by),
        withdrawn_reason=kept.withdrawn_reason,
        redacts=kept.redacts,
        sample=None if kept.sample is None else Sample(**_fields(kept.sample)),
        erased_at=kept.erased_at,
    )


def _vote(kept: Review) -> Vote:
    return Vote(**_fields(kept, by=_person(kept.by)))


def _entry(kept: Move) -> HistoryEntry:
    return HistoryEntry(**_fields(kept, by=_person(kept.by)))
