"""Correct: a lead proposes a diff of a validated test, both leads approve it, and the test says something else."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, TypeVar
from uuid import UUID

from aegis_kernel.errors import Fault, NotFound, RuleBroken
from aegis_kernel.rights import Caller
from aegis_testing.domain.allowed import ensure
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.correction import Approval, Correction, swapped, swapped_observations
from aegis_testing.domain.events import TestCorrected, TestRecorded
from aegis_testing.domain.execution import Execution, check_execution
from aegis_testing.domain.limits import checked_reason, raise_if_any
from aegis_testing.domain.observation import Observation, check_observation, same_tool
from aegis_testing.domain.people import Person
from aegis_testing.domain.size import check_size
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import MoveName, SideName

T = TypeVar("T", Execution, Observation)
Changes = Mapping[UUID, Mapping[str, Any]]


def propose(
    test: Test,
    id_: UUID,
    reason: str,
    executions: Changes,
    observations: Changes,
    caller: Caller,
    circumstances: Circumstances,
) -> None:
    """Proposes new values of fields, by execution and observation. Raises `RuleBroken`, also when what it would say
    contradicts itself, `NotFound`, `Invalid`."""
    ensure(test, "correct", caller, circumstances)
    why = checked_reason(reason, needed=True)
    correction = Correction(
        id=id_,
        by=Person.of(caller),
        at=circumstances.now,
        reason=why,
        executions=_pairs([(test.execution(one), changes) for one, changes in executions.items()]),
        observations=_pairs([(test.observation(one), changes) for one, changes in observations.items()]),
    )
    if not correction.executions and not correction.observations:
        raise_if_any([Fault("", "Nothing would be different.", "nothing_changes")], "Nothing would be different.")
    for _, execution in correction.executions:
        check_execution(execution)
    for _, observation in correction.observations:
        check_observation(observation)
    _refuse_contradictions(test, correction, circumstances)
    test.corrections += (correction,)
    state = test.state
    test.moved(TestRecorded, move="correct", by=correction.by, at=correction.at, before=state, reason=why)


def _pairs(asked: Sequence[tuple[T, Mapping[str, Any]]]) -> tuple[tuple[T, T], ...]:
    found = [(was, replace(was, **changes)) for was, changes in asked]
    return tuple((was, now) for was, now in found if was != now)


def _refuse_contradictions(test: Test, correction: Correction, circumstances: Circumstances) -> None:
    told = replace_facts(test, correction)
    faults = [
        Fault(f"/contradictions/{one.key}", f"{one.detail} Correct it too.", one.code)
        for one in told.contradictions(
            now=circumstances.now, skew_tolerance_seconds=circumstances.policy.skew_tolerance_seconds
        )
        if one.explanation is None
    ]
    for at, one in enumerate(told.observations):
        for another in told.observations[:at]:
            if one.execution_id == another.execution_id and same_tool(one.tool, another.tool):
                detail = f"{one.tool} would have two observations of one execution."
                faults.append(Fault("/observations", detail, "observation_exists"))
    places = {one.id for one in told.executions}
    faults += [
        Fault("/observations", f"The test has no execution {one.execution_id}.", "execution_not_found")
        for _, one in correction.observations
        if one.execution_id not in places
    ]
    if faults:
        raise RuleBroken("rule_broken", "The correction is refused: what it would say is not right.", faults)


def replace_facts(test: Test, correction: Correction) -> Test:
    """Another test that says what `correction` would have it say."""
    return replace(
        test,
        executions=swapped(test.executions, correction.executions),
        observations=swapped_observations(test.observations, correction.observations),
    )


def approve_correction(
    test: Test, correction_id: UUID, side: SideName, caller: Caller, circumstances: Circumstances
) -> None:
    """Stands for it as that side's lead; the second of the two applies it. Raises `RuleBroken`, `NotFound`."""
    _found(test, correction_id)
    ensure(test, "approve-correction", caller, circumstances, side)
    correction = _open(test, correction_id)
    by, at, state = Person.of(caller), circumstances.now, test.state
    correction = replace(correction, approvals=(*correction.approvals, Approval(side=side, by=by, at=at)))
    if len(correction.approvals) < 2:
        _put(test, correction)
        test.moved(TestRecorded, move="approve-correction", by=by, at=at, before=state, side=side)
        return
    told = replace_facts(test, correction)
    test.executions, test.observations = told.executions, told.observations
    _put(test, correction.closed("applied", by, at))
    check_size(test)
    pairs: list[tuple[str, Execution | Observation, Execution | Observation]] = [
        *((f"executions/{was.id}", was, now) for was, now in correction.executions),
        *((f"observations/{seen.id}", seen, now_seen) for seen, now_seen in correction.observations),
    ]
    test.moved(
        TestCorrected,
        move="approve-correction",
        by=by,
        at=at,
        before=state,
        side=side,
        reason=correction.reason,
        also={place: (asdict(was), asdict(now)) for place, was, now in pairs},
    )


def reject_correction(
    test: Test, correction_id: UUID, reason: str, caller: Caller, circumstances: Circumstances
) -> None:
    """Raises `RuleBroken`, `NotFound`; `Invalid` without a reason."""
    _close(test, correction_id, "reject-correction", checked_reason(reason, needed=True), caller, circumstances)


def withdraw_correction(test: Test, correction_id: UUID, caller: Caller, circumstances: Circumstances) -> None:
    """Raises `RuleBroken`, `NotFound`."""
    _close(test, correction_id, "withdraw-correction", "", caller, circumstances)


def _close(
    test: Test, correction_id: UUID, move: MoveName, reason: str, caller: Caller, circumstances: Circumstances
) -> None:
    _found(test, correction_id)
    ensure(test, move, caller, circumstances)
    correction = _open(test, correction_id)
    by, at, state = Person.of(caller), circumstances.now, test.state
    _put(test, correction.closed("rejected" if move == "reject-correction" else "withdrawn", by, at, reason))
    test.moved(TestRecorded, move=move, by=by, at=at, before=state, reason=reason)


def _found(test: Test, correction_id: UUID) -> Correction:
    for one in test.corrections:
        if one.id == correction_id:
            return one
    raise NotFound("correction_not_found", f"The test has no correction {correction_id}.")


def _open(test: Test, correction_id: UUID) -> Correction:
    found = _found(test, correction_id)
    if not found.open:
        detail = f"The correction is {found.status}."
        raise RuleBroken("rule_broken", detail, [Fault("/corrections", detail, "not_open")])
    return found


def _put(test: Test, correction: Correction) -> None:
    test.corrections = tuple(correction if one.id == correction.id else one for one in test.corrections)
