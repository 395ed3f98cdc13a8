"""Do something to many tests at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from aegis_kernel.bulk import Outcome, require_all
from aegis_kernel.errors import Conflict, DomainError, Fault, NotFound
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access, require_right, require_version
from aegis_testing.application.assignees import Assignees
from aegis_testing.application.bulk_items import (
    ITEMS_MOST,
    Approve,
    Assign,
    BulkItem,
    Cancel,
    ChangePlan,
    Existing,
    Make,
    Start,
    Submit,
    Tag,
)
from aegis_testing.application.drafting import Drafting, require_drafting
from aegis_testing.application.ports import ManyTests, TestRef
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.limits import raise_if_any
from aegis_testing.domain.moves.approve import approve
from aegis_testing.domain.moves.cancel import cancel
from aegis_testing.domain.moves.claim import assign
from aegis_testing.domain.moves.draft import PlanChange, change_plan
from aegis_testing.domain.moves.remediate import settle
from aegis_testing.domain.moves.start import start
from aegis_testing.domain.moves.submit import submit
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import MoveName, SideName


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkTestsCommand:
    """`items` may be refused already, for what is wrong with them by themselves. `atomic`: all or none."""

    items: Sequence[BulkItem | DomainError]
    atomic: bool = False


class BulkTests:
    """A result for each item, in their order; one that is refused leaves its test as it was. What is approved is looked
    at as by itself, so that a test with a contradiction is passed over, and its result names it. Raises `Forbidden`
    for whoever leads nothing, `Invalid` for too many, or, when `atomic`, for any that is refused."""

    def __init__(
        self, uow: UnitOfWork, tests: ManyTests, access: Access, assignees: Assignees, drafting: Drafting
    ) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access
        self._assignees = assignees
        self._drafting = drafting

    async def __call__(self, caller: Caller, command: BulkTestsCommand) -> Sequence[Outcome]:
        require(caller, Action.TESTS_LEAD)
        if len(command.items) > ITEMS_MOST:
            raise_if_any([Fault("/items", f"At most {ITEMS_MOST} at a time.", "too_many")])
        async with self._uow:
            now = await self._access.circumstances()
            refs = {item.test for item in command.items if isinstance(item, Existing)}
            found = await self._tests.get_all(refs)
            outcomes: list[Outcome] = []
            touched: set[UUID] = set()
            # What an item was refused for may have changed halfway: it is not among these, and never saved.
            changed: list[Test] = []
            for item in command.items:
                try:
                    if isinstance(item, DomainError):
                        raise item
                    test = await self._done(caller, item, found, touched, now)
                except DomainError as refused:
                    outcomes.append(refused)
                else:
                    changed.append(test)
                    outcomes.append(test.id)
            if command.atomic:
                require_all(outcomes)
            await self._tests.save_all([*changed, *await self._settled(changed, now)])
            await self._uow.commit()
        return outcomes

    async def _settled(self, changed: Sequence[Test], now: Circumstances) -> Sequence[Test]:
        """The originals of retests that are validated now, with what that says of their remediation."""
        proofs = [one for one in changed if one.state == "validated" and one.retest_of is not None]
        if not proofs:
            return []
        # Validated ones themselves: no other item can have changed them.
        originals = await self._tests.get_all({one.retest_of for one in proofs if one.retest_of is not None})
        for one in proofs:
            if one.retest_of is not None and one.retest_of in originals:
                settle(originals[one.retest_of], one, now)
        return list(originals.values())

    async def _done(
        self, caller: Caller, item: BulkItem, found: Mapping[TestRef, Test], touched: set[UUID], now: Circumstances
    ) -> Test:
        if isinstance(item, Make):
            require_drafting(caller, item.draft)
            return await self._drafting.of(caller, item.draft)
        test = found.get(item.test)
        if test is None:
            raise NotFound("not_found", f"There is no test {item.test}.")
        if test.id in touched:
            detail = f"Test {test.number} stands in the list twice; the first time counts."
            raise Conflict("repeated", detail, [Fault("/test", detail, "repeated")])
        touched.add(test.id)
        for move, side in _moves(item):
            require_right(caller, test, move, side)
        require_version(test, item.version)
        await self._act(caller, item, test, now)
        return test

    async def _act(self, caller: Caller, item: BulkItem, test: Test, now: Circumstances) -> None:
        match item:
            case Assign():
                for side, person_id in item.assignees.items():
                    assign(test, side, await self._assignees.find(side, person_id, test.blind), caller, now)
            case Start():
                start(test, caller, replace(now, campaign=await self._access.campaign_of(test)))
            case Submit():
                submit(test, item.side, caller, now)
            case Approve():
                approve(test, item.side, item.reason, caller, now)
            case ChangePlan():
                change_plan(test, item.change, caller, now)
            case Tag():
                change_plan(test, PlanChange(tags=_tagged(test, item)), caller, now)
            case Cancel():
                cancel(test, item.reason, caller, now)


def _moves(item: BulkItem) -> Iterator[tuple[MoveName, SideName]]:
    """The moves that an item makes. Plans and tags are changed by leads, which every caller is."""
    match item:
        case Assign():
            yield from (("assign", side) for side in item.assignees)
        case Start():
            yield "start", "red"
        case Submit():
            yield "submit", item.side
        case Approve():
            yield "approve", item.side
        case Cancel():
            yield "cancel", "red"


def _tagged(test: Test, item: Tag) -> tuple[str, ...]:
    gone = {name.strip().casefold() for name in item.remove}
    there = {name.casefold() for name in test.tags}
    added = tuple(name for name in item.add if name.strip().casefold() not in there)
    return tuple(name for name in test.tags if name.casefold() not in gone) + added
