"""Edit a test: what it plans, who works on it, the notes of its sides."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from aegis_kernel.rights import Action, Caller, may, require
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access, require_reach, require_right, require_version
from aegis_testing.application.assignees import Assignees
from aegis_testing.application.ports import TestRef, Tests
from aegis_testing.application.procedures import Procedures, TemplateChoice
from aegis_testing.domain.allowed import ensure, relations_of, right_of
from aegis_testing.domain.arguments import filled
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.hidden import hidden_from
from aegis_testing.domain.keep import Keep
from aegis_testing.domain.moves.claim import assign
from aegis_testing.domain.moves.draft import PlanChange, change_plan
from aegis_testing.domain.procedure import Procedure
from aegis_testing.domain.recording.notes import write_notes
from aegis_testing.domain.template import technique_for
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SIDES, SideName


@dataclass(frozen=True, slots=True, kw_only=True)
class EditTestCommand:
    """Which test, as it was read, and what is to be different. A side without a word in a mapping stays as it is.
    `template` copies a template's present version into a draft, in place of its procedure; `arguments` fills those of
    the procedure that it has."""

    test: TestRef
    version: int
    plan: PlanChange = field(default_factory=PlanChange)
    template: TemplateChoice | None = None
    arguments: Mapping[str, str | None] = field(default_factory=dict)
    assignees: Mapping[SideName, UUID | None] = field(default_factory=dict)
    notes: Mapping[SideName, str] = field(default_factory=dict)


class EditTest:
    """All of it or nothing. A draft is edited by whoever may draft; after the start, tags by whoever works on it, the
    rest of the plan and assignees by leads, notes by their side. Raises `NotFound`, `Forbidden`, `Stale`,
    `RuleBroken`, `Invalid`, `NotKnownYet`."""

    def __init__(
        self, uow: UnitOfWork, tests: Tests, access: Access, assignees: Assignees, procedures: Procedures
    ) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access
        self._assignees = assignees
        self._procedures = procedures

    async def __call__(self, caller: Caller, command: EditTestCommand) -> Test:
        async with self._uow:
            test = await self._tests.get(command.test)
            _require_rights(caller, test, command)
            require_reach(caller, await self._tests.in_campaign(test), f"There is no test {command.test}.")
            require_version(test, command.version)
            now = await self._access.circumstances()
            if _plans(command) and hidden_from(test, caller):
                # Whether a template or a value fits would say what the test tries.
                ensure(test, "edit", caller, now)
            await self._apply(test, caller, command, now)
            await self._tests.save(test)
            await self._uow.commit()
            return test

    async def _apply(self, test: Test, caller: Caller, command: EditTestCommand, now: Circumstances) -> None:
        plan = replace(command.plan, procedure=await self._procedure(test, command))
        if plan != PlanChange():
            change_plan(test, plan, caller, now)
        for side, person_id in command.assignees.items():
            assign(test, side, await self._assignees.find(side, person_id, test.blind), caller, now)
        for side, notes in command.notes.items():
            write_notes(test, side, notes, caller, now)

    async def _procedure(self, test: Test, command: EditTestCommand) -> Procedure | Keep:
        """What the test is to try from now on."""
        if command.template is not None:
            template, procedure = await self._procedures.of(command.template)
            technique_for(template, test.technique.id)
            return procedure
        if command.arguments:
            arguments = filled(test.procedure.arguments, command.arguments, "person", pointer="/procedure/arguments")
            return replace(test.procedure, arguments=arguments)
        return command.plan.procedure


def _plans(command: EditTestCommand) -> bool:
    return command.plan != PlanChange() or command.template is not None or bool(command.arguments)


def _require_rights(caller: Caller, test: Test, command: EditTestCommand) -> None:
    procedure = command.template is not None or bool(command.arguments)
    planning = command.plan != PlanChange() or bool(command.assignees) or procedure
    if test.started_at is None:
        if planning:
            require(caller, Action.TESTS_EDIT_DRAFT)
    elif planning:
        only_tags = not command.assignees and not procedure and command.plan == PlanChange(tags=command.plan.tags)
        if not (only_tags and not isinstance(command.plan.tags, Keep) and _works_on(caller, test)):
            require(caller, Action.TESTS_LEAD)
    for side in command.notes:
        require_right(caller, test, "amend", side)
    if not planning and not command.notes:
        require(caller, Action.TESTS_EDIT_DRAFT)


def _works_on(caller: Caller, test: Test) -> bool:
    return any(may(caller, right_of("amend", side), relations_of(test, side, caller)) for side in SIDES)
