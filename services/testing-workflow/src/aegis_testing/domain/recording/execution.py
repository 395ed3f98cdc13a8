"""Executions: red puts down what it ran. Blue's approval rests on it and lapses when it changes."""

from dataclasses import asdict, fields, replace
from typing import Any
from uuid import UUID

from aegis_kernel.errors import Fault, RuleBroken
from aegis_kernel.rights import Caller
from aegis_testing.domain.allowed import ensure
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.events import TestRecorded
from aegis_testing.domain.execution import AMENDABLE, RESTED_ON, Execution, check_execution
from aegis_testing.domain.limits import MAX_EXECUTIONS, raise_if_any
from aegis_testing.domain.recording.lapse import lapse_approval
from aegis_testing.domain.recording.worked import worked
from aegis_testing.domain.size import check_size
from aegis_testing.domain.test import Test


def add_execution(test: Test, execution: Execution, caller: Caller, circumstances: Circumstances) -> None:
    """Raises `RuleBroken` unless red is open, `Invalid`."""
    ensure(test, "record", caller, circumstances, "red")
    check_execution(execution)
    if len(test.executions) >= MAX_EXECUTIONS:
        raise_if_any([Fault("", f"A test holds {MAX_EXECUTIONS} executions.", "too_many")])
    test.executions += (execution,)
    worked(test, "red", caller, circumstances)
    lapse_approval(test, "blue", "An execution was added.", caller, circumstances)
    _recorded(test, execution.id, None, execution, circumstances)


def change_execution(
    test: Test, execution_id: UUID, changes: dict[str, Any], caller: Caller, circumstances: Circumstances
) -> None:
    """Changes the named fields. Hosts and the like may change until the end, all else while red is open. Raises
    `RuleBroken`, `NotFound`, `Invalid`."""
    was = test.execution(execution_id)
    now = replace(was, **changes)
    differing = {field.name for field in fields(now) if getattr(now, field.name) != getattr(was, field.name)}
    ensure(test, "amend" if differing <= AMENDABLE else "record", caller, circumstances, "red")
    check_execution(now)
    if not differing:
        return
    test.executions = tuple(now if one.id == execution_id else one for one in test.executions)
    worked(test, "red", caller, circumstances, amending=differing <= AMENDABLE)
    if differing & RESTED_ON:
        lapse_approval(test, "blue", "An execution that it rests on was changed.", caller, circumstances)
    _recorded(test, execution_id, was, now, circumstances)


def remove_execution(test: Test, execution_id: UUID, caller: Caller, circumstances: Circumstances) -> None:
    """Only one that blue has not observed yet: its work is kept. Raises `RuleBroken`, `NotFound`."""
    was = test.execution(execution_id)
    ensure(test, "record", caller, circumstances, "red")
    if any(one.execution_id == execution_id for one in test.observations):
        detail = "Blue has observed this execution; give it the outcome not_run instead."
        raise RuleBroken("rule_broken", detail, [Fault("/observations", detail, "observed")])
    test.executions = tuple(one for one in test.executions if one.id != execution_id)
    worked(test, "red", caller, circumstances)
    lapse_approval(test, "blue", "An execution was removed.", caller, circumstances)
    _recorded(test, execution_id, was, None, circumstances)


def _recorded(
    test: Test, execution_id: UUID, was: Execution | None, now: Execution | None, circumstances: Circumstances
) -> None:
    check_size(test)
    place = f"executions/{execution_id}"
    old, new = asdict(was) if was else None, asdict(now) if now else None
    test.happened(TestRecorded, at=circumstances.now, differing={place: (old, new)})
