"""Somebody writes a new version of a playbook."""

from dataclasses import dataclass
from uuid import UUID

from aegis_catalog.application.playbooks.ports import Playbooks
from aegis_catalog.domain.playbook import Playbook, sees_blind
from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisePlaybookCommand:
    """What is None stays as it is."""

    technique: str
    playbook_id: UUID
    version: int | None
    title: str | None = None
    text: str | None = None


class RevisePlaybook:
    """Raises `NotFound`, `Stale`, `Forbidden`, `Invalid`, `RuleBroken`."""

    def __init__(self, uow: UnitOfWork, playbooks: Playbooks, clock: Clock) -> None:
        self._uow = uow
        self._playbooks = playbooks
        self._clock = clock

    async def __call__(self, caller: Caller, command: RevisePlaybookCommand) -> Playbook:
        require(caller, Action.PLAYBOOKS_EDIT)
        async with self._uow:
            playbook = await self._playbooks.get(
                command.technique,
                command.playbook_id,
                expected=command.version,
                sees_blind=sees_blind(caller.roles),
            )
            old = playbook.present
            playbook.write(
                old.title if command.title is None else command.title,
                old.text if command.text is None else command.text,
                caller,
                self._clock.now(),
            )
            await self._playbooks.save(playbook)
            await self._uow.commit()
        return playbook
