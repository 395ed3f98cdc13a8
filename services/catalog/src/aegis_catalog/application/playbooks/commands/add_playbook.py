"""Somebody begins a playbook of a technique."""

from dataclasses import dataclass

from aegis_catalog.application.finding.ports import Finder
from aegis_catalog.application.playbooks.ports import Playbooks
from aegis_catalog.application.techniques.ports import TechniqueIds
from aegis_catalog.domain.playbook import Kind, Playbook
from aegis_kernel.clock import Clock
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPlaybookCommand:
    technique: str
    kind: Kind
    title: str
    text: str


class AddPlaybook:
    """Raises `NotFound`, `Forbidden`, `Invalid`."""

    def __init__(
        self,
        uow: UnitOfWork,
        playbooks: Playbooks,
        techniques: TechniqueIds,
        finder: Finder,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._uow = uow
        self._playbooks = playbooks
        self._techniques = techniques
        self._finder = finder
        self._clock = clock
        self._ids = ids

    async def __call__(self, caller: Caller, command: AddPlaybookCommand) -> Playbook:
        require(caller, Action.PLAYBOOKS_EDIT)
        async with self._uow:
            [technique] = await self._finder.pointers([await self._techniques.find(command.technique)])
            playbook = Playbook(self._ids.new(), technique, command.kind)
            playbook.write(command.title, command.text, caller, self._clock.now())
            await self._playbooks.save(playbook)
            await self._uow.commit()
        return playbook
