"""Drafting: making a test, changing what it plans, throwing it away."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from aegis_kernel.errors import Fault
from aegis_kernel.rights import Caller
from aegis_testing.domain.allowed import ensure
from aegis_testing.domain.blind import Blind, check_blind
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.events import TestDeleted, TestDrafted, TestRecorded
from aegis_testing.domain.keep import KEEP, Keep, or_kept
from aegis_testing.domain.limits import MAX_EXPECTED_TOOLS, MAX_TAGS, MAX_WORD, raise_if_any, text_fault
from aegis_testing.domain.moves.claim import refuse_who_saw_red
from aegis_testing.domain.people import Person
from aegis_testing.domain.procedure import Procedure, Technique
from aegis_testing.domain.side import Side
from aegis_testing.domain.size import check_size
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import Rung


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a new test plans."""

    procedure: Procedure
    expected: Rung | None = None
    expected_tools: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    due: date | None = None
    red_assignee: Person | None = None
    blue_assignee: Person | None = None
    blind: Blind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange:
    """What changes of a test's plan. The procedure only in a draft, the rest until the end."""

    procedure: Procedure | Keep = KEEP
    expected: Rung | Keep | None = KEEP
    expected_tools: tuple[str, ...] | Keep = KEEP
    tags: tuple[str, ...] | Keep = KEEP
    due: date | Keep | None = KEEP


def draft(
    id_: UUID,
    number: int,
    technique: Technique,
    plan: Plan,
    caller: Caller,
    circumstances: Circumstances,
    *,
    drafted_technique_id: UUID | None = None,
    retest_of: UUID | None = None,
    rerun_of: UUID | None = None,
) -> Test:
    """A new draft. `drafted_technique_id` is the technique named when the line began, where that has been followed by
    another. Raises `Invalid`."""
    by, at = Person.of(caller), circumstances.now
    test = Test(
        id=id_,
        number=number,
        technique=technique,
        drafted_technique_id=drafted_technique_id or technique.id,
        procedure=plan.procedure,
        author=by,
        drafted_at=at,
        review_policy=circumstances.policy.review,
        red=Side(assignee=plan.red_assignee, since=at),
        blue=Side(assignee=plan.blue_assignee, since=at),
        expected=plan.expected,
        expected_tools=_names(plan.expected_tools, "/expected_tools", MAX_EXPECTED_TOOLS),
        tags=_names(plan.tags, "/tags", MAX_TAGS),
        due=plan.due,
        retest_of=retest_of,
        rerun_of=rerun_of,
        blind=plan.blind,
    )
    if plan.blind is not None:
        check_blind(plan.blind, at)
        if plan.blue_assignee is not None:
            refuse_who_saw_red(test, plan.blue_assignee)
    check_size(test)
    test.moved(TestDrafted, move="draft", by=by, at=at, before="draft")
    return test


def change_plan(test: Test, change: PlanChange, caller: Caller, circumstances: Circumstances) -> None:
    """Changes what `change` names; nothing happens when it is so already. Raises `RuleBroken`, `Invalid`."""
    new: dict[str, Any] = {
        "procedure": or_kept(change.procedure, test.procedure),
        "expected": or_kept(change.expected, test.expected),
        "expected_tools": _names(
            or_kept(change.expected_tools, test.expected_tools), "/expected_tools", MAX_EXPECTED_TOOLS
        ),
        "tags": _names(or_kept(change.tags, test.tags), "/tags", MAX_TAGS),
        "due": or_kept(change.due, test.due),
    }
    differing = {name: (getattr(test, name), value) for name, value in new.items() if getattr(test, name) != value}
    ensure(test, "edit" if "procedure" in differing else "amend", caller, circumstances)
    if not differing:
        return
    for name, (_, value) in differing.items():
        setattr(test, name, value)
    check_size(test)
    event = TestDrafted if test.state == "draft" else TestRecorded
    test.happened(event, at=circumstances.now, differing=differing)


def delete_draft(test: Test, caller: Caller, circumstances: Circumstances) -> None:
    """Throws a draft away that nobody started. Its last record says so. Raises `RuleBroken`."""
    ensure(test, "delete", caller, circumstances)
    before = test.state
    test.deleted_at = circumstances.now
    test.moved(TestDeleted, move="delete", by=Person.of(caller), at=circumstances.now, before=before)


def _names(names: tuple[str, ...], pointer: str, at_most: int) -> tuple[str, ...]:
    """Trimmed, each once whatever its case, in the order given. Raises `Invalid`."""
    faults: list[Fault | None] = [
        text_fault(f"{pointer}/{index}", name, characters=MAX_WORD, needed=True) for index, name in enumerate(names)
    ]
    found = {name.strip().casefold(): name.strip() for name in reversed(names)}
    if len(found) > at_most:
        faults.append(Fault(pointer, f"At most {at_most}.", "too_many"))
    raise_if_any(faults)
    return tuple(reversed(found.values()))
