"""Delete a draft that nobody started."""

from dataclasses import dataclass

from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access
from aegis_testing.application.ports import TestRef, Tests
from aegis_testing.domain.moves.draft import delete_draft


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteDraftCommand:
    """Which test, as it was read."""

    test: TestRef
    version: int


class DeleteDraft:
    """Raises `NotFound`, `Forbidden` unless the caller is its author, `Stale`, `RuleBroken`."""

    def __init__(self, uow: UnitOfWork, tests: Tests, access: Access) -> None:
        self._uow = uow
        self._tests = tests
        self._access = access

    async def __call__(self, caller: Caller, command: DeleteDraftCommand) -> None:
        async with self._uow:
            test, now = await self._access.to(caller, command.test, command.version, "delete")
            delete_draft(test, caller, now)
            await self._tests.save(test)
            await self._uow.commit()
