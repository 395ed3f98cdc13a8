"""Observations: blue puts down what each tool showed of each execution."""

from dataclasses import asdict, fields, replace
from typing import Any
from uuid import UUID

from aegis_kernel.errors import Conflict, Fault, Invalid
from aegis_kernel.rights import Caller
from aegis_testing.domain.allowed import ensure
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.events import TestRecorded
from aegis_testing.domain.limits import MAX_OBSERVATIONS, raise_if_any
from aegis_testing.domain.observation import AMENDABLE, Observation, check_observation, same_tool
from aegis_testing.domain.recording.worked import worked
from aegis_testing.domain.size import check_size
from aegis_testing.domain.test import Test


def add_observation(test: Test, observation: Observation, caller: Caller, circumstances: Circumstances) -> None:
    """One per execution and tool. Raises `RuleBroken` unless blue is open, `Conflict`, `Invalid`."""
    ensure(test, "record", caller, circumstances, "blue")
    check_observation(observation)
    if len(test.observations) >= MAX_OBSERVATIONS:
        raise_if_any([Fault("", f"A test holds {MAX_OBSERVATIONS} observations.", "too_many")])
    _only_one(test, observation)
    test.observations += (observation,)
    worked(test, "blue", caller, circumstances)
    _recorded(test, observation.id, None, observation, circumstances)


def change_observation(
    test: Test, observation_id: UUID, changes: dict[str, Any], caller: Caller, circumstances: Circumstances
) -> None:
    """Changes the named fields. References and severities may change until the end, all else while blue is open.
    Raises `RuleBroken`, `NotFound`, `Conflict`, `Invalid`."""
    was = test.observation(observation_id)
    now = replace(was, **changes)
    differing = {field.name for field in fields(now) if getattr(now, field.name) != getattr(was, field.name)}
    ensure(test, "amend" if differing <= AMENDABLE else "record", caller, circumstances, "blue")
    check_observation(now)
    if not differing:
        return
    _only_one(test, now)
    test.observations = tuple(now if one.id == observation_id else one for one in test.observations)
    worked(test, "blue", caller, circumstances, amending=differing <= AMENDABLE)
    _recorded(test, observation_id, was, now, circumstances)


def remove_observation(test: Test, observation_id: UUID, caller: Caller, circumstances: Circumstances) -> None:
    """Raises `RuleBroken`, `NotFound`."""
    was = test.observation(observation_id)
    ensure(test, "record", caller, circumstances, "blue")
    test.observations = tuple(one for one in test.observations if one.id != observation_id)
    worked(test, "blue", caller, circumstances)
    _recorded(test, observation_id, was, None, circumstances)


def _only_one(test: Test, observation: Observation) -> None:
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
