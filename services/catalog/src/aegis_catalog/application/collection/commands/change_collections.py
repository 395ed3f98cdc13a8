"""Somebody says what is collected of many data components at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aegis_catalog.application.collection.ports import Collections
from aegis_catalog.application.finding.ports import Finder
from aegis_catalog.domain.collection import Collected, ComponentCollection
from aegis_catalog.domain.reasons import short_reason
from aegis_kernel.bulk import Outcome, require_all
from aegis_kernel.errors import DomainError, NotFound
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ComponentCollected:
    """One data component by id or public id, with what is collected of it on which platforms."""

    component: str
    collection: Mapping[str, Collected | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCollectionsCommand:
    """`atomic`: all or none."""

    items: Sequence[ComponentCollected]
    reason: str = ""
    atomic: bool = False


class ChangeCollections:
    """What became of each. Raises `Forbidden`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, collections: Collections, finder: Finder) -> None:
        self._uow = uow
        self._collections = collections
        self._finder = finder

    async def __call__(self, caller: Caller, command: ChangeCollectionsCommand) -> list[Outcome]:
        require(caller, Action.DEPLOYMENTS_EDIT)
        reason = short_reason(command.reason)
        async with self._uow:
            ids = await self._finder.find("data_component", [item.component for item in command.items])
            known = list(dict.fromkeys(id_ for id_ in ids if id_ is not None))
            kept = {one.id: one for one in await self._collections.several(known)}
            outcomes: list[Outcome] = [
                NotFound("data_component_not_found", "There is no such data component.")
                if id_ is None
                else _changed(kept[id_], item, reason)
                for id_, item in zip(ids, command.items, strict=True)
            ]
            if command.atomic:
                require_all(outcomes)
            for collection in kept.values():
                await self._collections.save(collection)
            await self._uow.commit()
        return outcomes


def _changed(collection: ComponentCollection, item: ComponentCollected, reason: str) -> Outcome:
    try:
        collection.change(item.collection, reason)
    except DomainError as refused:
        return refused
    return collection.id
