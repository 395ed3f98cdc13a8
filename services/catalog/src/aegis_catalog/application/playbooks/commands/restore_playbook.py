"""Somebody makes an older version of a playbook the newest one again."""

from dataclasses import dataclass
from uuid import UUID

from aegis_catalog.application.playbooks.ports import Playbooks
from aegis_catalog.domain.playbook import Playbook, sees_blind
from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class RestorePlaybookCommand:
    technique: str
    playbook_id: UUID
    version: int | None
    number: int


class RestorePlaybook:
    """Raises `NotFound`, `Stale`, `Forbidden`, `RuleBroken`."""

    def __init__(self, uow: UnitOfWork, playbooks: Playbooks, clock: Clock) -> None:
        self._uow = uow
        self._playbooks = playbooks
        self._clock = clock

    async def __call__(self, caller: Caller, command: RestorePlaybookCommand) -> Playbook:
        require(caller, Action.PLAYBOOKS_EDIT)
        async with self._uow:
            playbook = await self._playbooks.get(
                command.technique,
                command.playbook_id,
                expected=command.version,
                sees_blind=sees_blind(caller.roles),
            )
            playbook.restore(command.number, caller, self._clock.now())
            await self._playbooks.save(playbook)
            await self._uow.commit()
        return playbook
