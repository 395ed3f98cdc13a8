"""Work on a remediation: its status, owner, due date, ticket, and its steps."""

from dataclasses import dataclass, replace
from uuid import UUID

from aegis_kernel.errors import NotFound
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, Relation, require
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access, require_version
from aegis_testing.application.known_people import KnownPeople
from aegis_testing.application.ports import People, TestRef, Tests
from aegis_testing.domain.hidden import hidden_from
from aegis_testing.domain.keep import KEEP, Keep
from aegis_testing.domain.moves.remediate import (
    RemediationChange,
    add_step,
    change_step,
    remediate,
    remove_step,
)
from aegis_testing.domain.people import Person
from aegis_testing.domain.remediation import Step
from aegis_testing.domain.test import Test


@dataclass(frozen=True, slots=True, kw_only=True)
class StepChange:
    """A step by its id, or a new one for None; `gone` takes it away."""

    id: UUID | None = None
    text: str | Keep = KEEP
    owner: UUID | Keep | None = KEEP
    done: bool | Keep = KEEP
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EditRemediationCommand:
    """Whose test, as it was read, and what is to be different: of the whole, or of one step. `owner` is a user."""

    test: TestRef
    version: int
    change: RemediationChange | None = None
    owner: UUID | Keep | None = KEEP
    step: StepChange | None = None


class EditRemediation:
    """Raises `NotFound`, `Forbidden`, `Stale`, `RuleBroken`, `Invalid`, `NotKnownYet`."""

    def __init__(self, uow: UnitOfWork, tests: Tests, access: Access, people: People, ids: Ids) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access
        self._people = KnownPeople(people)
        self._ids = ids

    async def __call__(self, caller: Caller, command: EditRemediationCommand) -> Test:
        async with self._uow:
            test = await self._tests.get(command.test)
            if hidden_from(test, caller):
                raise NotFound("not_found", f"There is no remediation {command.test}.")
            require(caller, Action.REMEDIATIONS_EDIT, _relations(test, caller))
            require_version(test, command.version)
            now = await self._access.circumstances()
            if command.change is not None:
                owner = await self._person(command.owner, "/owner")
                remediate(test, replace(command.change, owner=owner), now)
            if command.step is not None:
                step = command.step
                person = await self._person(step.owner, "/owner")
                if step.id is None:
                    text = "" if isinstance(step.text, Keep) else step.text
                    whose = None if isinstance(person, Keep) else person
                    done_at = now.now if step.done is True else None
                    add_step(test, Step(id=self._ids.new(), text=text, owner=whose, done_at=done_at), now)
                elif step.gone:
                    remove_step(test, step.id, now)
                else:
                    change_step(test, step.id, now, text=step.text, owner=person, done=step.done)
            await self._tests.save(test)
            await self._uow.commit()
            return test

    async def _person(self, person_id: UUID | Keep | None, pointer: str) -> Person | Keep | None:
        if person_id is None or isinstance(person_id, Keep):
            return person_id
        (known,) = await self._people.active([person_id], lambda _: pointer)
        return known.person


def _relations(test: Test, caller: Caller) -> frozenset[Relation]:
    """Whoever owns it stands to it as assigned."""
    owner = None if test.remediation is None else test.remediation.owner
    return frozenset({Relation.ASSIGNED}) if owner is not None and owner.id == caller.id else frozenset()
