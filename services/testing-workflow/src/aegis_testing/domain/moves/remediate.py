"""Remediation: what follows a validation with a gap, until a retest proves it fixed."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from aegis_kernel.errors import NotFound, RuleBroken
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.events import RemediationChanged
from aegis_testing.domain.keep import KEEP, Keep, or_kept
from aegis_testing.domain.obstacles.remediation import to_remediate
from aegis_testing.domain.people import Person
from aegis_testing.domain.remediation import (
    GAPS,
    PROVEN,
    Remediation,
    RemediationStatus,
    Step,
    check_remediation,
)
from aegis_testing.domain.result import execution_results, split
from aegis_testing.domain.size import check_size
from aegis_testing.domain.test import Test


@dataclass(frozen=True, slots=True, kw_only=True)
class RemediationChange:
    """What changes of it."""

    status: RemediationStatus | Keep = KEEP
    owner: Person | Keep | None = KEEP
    due: date | Keep | None = KEEP
    ticket: str | Keep = KEEP
    reason: str | Keep = KEEP
    remediated_at: datetime | Keep | None = KEEP


def begin(test: Test, at: datetime) -> None:
    """Opens it when a test is validated with a gap. A retest has none of its own: it checks its original's."""
    if test.retest_of is None and _result(test) in GAPS:
        test.remediation = Remediation(opened_at=at)


def remediate(test: Test, change: RemediationChange, circumstances: Circumstances) -> None:
    """Changes what `change` names. Done without a time is done now; what is done no longer was not fixed. Raises
    `RuleBroken`, `Invalid`."""
    was = _of(test)
    status = or_kept(change.status, was.status)
    fixed = or_kept(change.remediated_at, was.remediated_at if status == "done" else None)
    if status == "done" and fixed is None:
        fixed = circumstances.now
    now = replace(
        was,
        status=status,
        owner=or_kept(change.owner, was.owner),
        due=or_kept(change.due, was.due),
        ticket=or_kept(change.ticket, was.ticket).strip(),
        reason=or_kept(change.reason, was.reason if status == "accepted_risk" else "").strip(),
        remediated_at=fixed,
    )
    _put(test, was, now, circumstances)


def add_step(test: Test, step: Step, circumstances: Circumstances) -> None:
    """Raises `RuleBroken`, `Invalid`."""
    was = _of(test)
    _put(test, was, replace(was, steps=(*was.steps, step)), circumstances)


def change_step(
    test: Test,
    step_id: UUID,
    circumstances: Circumstances,
    *,
    text: str | Keep = KEEP,
    owner: Person | Keep | None = KEEP,
    done: bool | Keep = KEEP,
) -> None:
    """Raises `RuleBroken`, `NotFound`, `Invalid`."""
    was = _of(test)
    step = _step(was, step_id)
    done_at = step.done_at
    if not isinstance(done, Keep):
        done_at = (step.done_at or circumstances.now) if done else None
    new = replace(step, text=or_kept(text, step.text), owner=or_kept(owner, step.owner), done_at=done_at)
    steps = tuple(new if one.id == step_id else one for one in was.steps)
    _put(test, was, replace(was, steps=steps), circumstances)


def remove_step(test: Test, step_id: UUID, circumstances: Circumstances) -> None:
    """Raises `RuleBroken`, `NotFound`."""
    was = _of(test)
    _step(was, step_id)
    _put(test, was, replace(was, steps=tuple(one for one in was.steps if one.id != step_id)), circumstances)


def settle(original: Test, retest: Test, circumstances: Circumstances) -> None:
    """What a validated retest says of its original's remediation: proven, it closes it; a gap that is still there takes
    it up again, if it was said to be fixed. Nothing, where it says neither or it is closed already."""
    was, result = original.remediation, _result(retest)
    if was is None or was.closed_at is not None:
        return
    if result in PROVEN:
        fixed = was.remediated_at or circumstances.now
        now = replace(
            was, status="done", reason="", remediated_at=fixed, closed_at=circumstances.now, closed_by=retest.id
        )
    elif result in GAPS and was.status == "done":
        now = replace(was, status="in_progress", remediated_at=None)
    else:
        return
    _note(original, was, now, circumstances)


def _of(test: Test) -> Remediation:
    faults = [obstacle.fault for obstacle in to_remediate(test)]
    if faults or test.remediation is None:
        detail = " ".join(fault.detail for fault in faults)
        raise RuleBroken("rule_broken", f"There is nothing to change. {detail}", faults, state=test.state)
    return test.remediation


def _step(one: Remediation, step_id: UUID) -> Step:
    for step in one.steps:
        if step.id == step_id:
            return step
    raise NotFound("step_not_found", f"The remediation has no step {step_id}.")


def _put(test: Test, was: Remediation, now: Remediation, circumstances: Circumstances) -> None:
    check_remediation(now, circumstances.now)
    _note(test, was, now, circumstances)
    check_size(test)


def _note(test: Test, was: Remediation, now: Remediation, circumstances: Circumstances) -> None:
    differing: dict[str, tuple[Any, Any]] = {
        f"remediation.{field.name}": (getattr(was, field.name), getattr(now, field.name))
        for field in fields(was)
        if getattr(was, field.name) != getattr(now, field.name)
    }
    if differing:
        test.remediation = now
        test.happened(RemediationChanged, at=circumstances.now, differing=differing, reason=now.reason)


def _result(test: Test) -> str | None:
    return split(execution_results(test.executions, test.observations)).result
