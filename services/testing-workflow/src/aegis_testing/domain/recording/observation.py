"""Observations: blue puts down what each tool showed of each execution."""

from dataclasses import asdict, fields, replace
from typing import Any
from uuid import UUID

from aegis_kernel.errors import Conflict, Fault, Invalid, RuleBroken
from aegis_kernel.rights import Caller
from aegis_testing.domain.allowed import ensure
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.events import TestRecorded
from aegis_testing.domain.limits import MAX_OBSERVATIONS, raise_if_any
from aegis_testing.domain.observation import AMENDABLE, UNPLACED, Observation, check_observation, same_tool
from aegis_testing.domain.recording.worked import worked
from aegis_testing.domain.size import check_size
from aegis_testing.domain.test import Test


def add_observation(test: Test, observation: Observation, caller: Caller, circumstances: Circumstances) -> None:
    """One per execution and tool. Raises `RuleBroken` unless blue is open, `Conflict`, `Invalid`."""
    _ensure_observing(test, caller, circumstances)
    check_observation(observation)
    _as_a_blind_test_takes_it(test, observation)
    if len(test.observations) >= MAX_OBSERVATIONS:
        raise_if_any([Fault("", f"A test holds {MAX_OBSERVATIONS} observations.", "too_many")])
    _only_one(test, observation)
    test.observations += (observation,)
    worked(test, "blue", caller, circumstances, amending=not test.blue.workable)
    _recorded(test, observation.id, None, observation, circumstances)


def change_observation(
    test: Test, observation_id: UUID, changes: dict[str, Any], caller: Caller, circumstances: Circumstances
) -> None:
    """Changes the named fields. References and severities may change until the end, all else while blue is open.
    Raises `RuleBroken`, `NotFound`, `Conflict`, `Invalid`."""
    was = test.observation(observation_id)
    now = replace(was, **changes)
    differing = {field.name for field in fields(now) if getattr(now, field.name) != getattr(was, field.name)}
    placing = not test.hidden and was.execution_id == UNPLACED and differing == {"execution_id"}
    if differing <= AMENDABLE:
        ensure(test, "amend", caller, circumstances, "blue")
    else:
        _ensure_observing(test, caller, circumstances)
    check_observation(now)
    if not differing:
        return
    if not placing and not differing <= AMENDABLE:
        _as_a_blind_test_takes_it(test, was)
        _as_a_blind_test_takes_it(test, now)
    _only_one(test, now)
    test.observations = tuple(now if one.id == observation_id else one for one in test.observations)
    worked(test, "blue", caller, circumstances, amending=differing <= AMENDABLE or not test.blue.workable)
    _recorded(test, observation_id, was, now, circumstances)


def remove_observation(test: Test, observation_id: UUID, caller: Caller, circumstances: Circumstances) -> None:
    """Raises `RuleBroken`, `NotFound`."""
    was = test.observation(observation_id)
    _ensure_observing(test, caller, circumstances)
    _as_a_blind_test_takes_it(test, was)
    test.observations = tuple(one for one in test.observations if one.id != observation_id)
    worked(test, "blue", caller, circumstances, amending=not test.blue.workable)
    _recorded(test, observation_id, was, None, circumstances)


def _ensure_observing(test: Test, caller: Caller, circumstances: Circumstances) -> None:
    told = test.blind is not None and not test.hidden
    ensure(test, "tell" if told else "record", caller, circumstances, "blue")


def _as_a_blind_test_takes_it(test: Test, observation: Observation) -> None:
    """Before the reveal blue says what it saw, of no execution, since it knows none; after it, only what it was told
    of: what it had seen stands. Raises `Invalid`, `RuleBroken`."""
    if test.blind is None:
        return
    if test.hidden:
        if observation.execution_id != UNPLACED:
            detail = "The test is blind: leave the execution out, and say after the reveal which one it was."
            raise Invalid("invalid", detail, [Fault("/execution_id", detail, "blind")])
    elif observation.how != "told":
        detail = "The test was blind and is revealed: what was not seen before is told."
        raise RuleBroken("rule_broken", detail, [Fault("/how", detail, "not_told")])


def _only_one(test: Test, observation: Observation) -> None:
    if test.hidden and observation.execution_id == UNPLACED:
        return
    if observation.execution_id == UNPLACED:
        detail = "Which execution is this of?"
        raise Invalid("invalid", detail, [Fault("/execution_id", detail, "execution_needed")])
    if all(one.id != observation.execution_id for one in test.executions):
        detail = f"The test has no execution {observation.execution_id}."
        raise Invalid("invalid", detail, [Fault("/execution_id", detail, "execution_not_found")])
    for one in test.observations:
        if (
            one.id != observation.id
            and one.execution_id == observation.execution_id
            and same_tool(one.tool, observation.tool)
        ):
            detail = f"{one.tool} has an observation of this execution already: {one.id}."
            raise Conflict("observation_exists", detail, [Fault("/tool", detail, "observation_exists")])


def _recorded(
    test: Test, observation_id: UUID, was: Observation | None, now: Observation | None, circumstances: Circumstances
) -> None:
    check_size(test)
    place = f"observations/{observation_id}"
    old, new = asdict(was) if was else None, asdict(now) if now else None
    test.happened(TestRecorded, at=circumstances.now, differing={place: (old, new)})
