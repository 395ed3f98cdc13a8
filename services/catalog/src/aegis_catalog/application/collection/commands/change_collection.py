"""Somebody says what is collected of a data component."""

from collections.abc import Mapping
from dataclasses import dataclass

from aegis_catalog.application.collection.ports import Collections
from aegis_catalog.application.finding.ports import Finder
from aegis_catalog.domain.collection import Collected, ComponentCollection
from aegis_catalog.domain.reasons import short_reason
from aegis_kernel.errors import NotFound
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCollectionCommand:
    """`component` is an id or public id; platforms that are not named stay as they are, None forgets one."""

    component: str
    version: int | None
    collection: Mapping[str, Collected | None]
    reason: str = ""


class ChangeCollection:
    """Raises `NotFound`, `Stale`, `Forbidden`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, collections: Collections, finder: Finder) -> None:
        self._uow = uow
        self._collections = collections
        self._finder = finder

    async def __call__(self, caller: Caller, command: ChangeCollectionCommand) -> ComponentCollection:
        require(caller, Action.DEPLOYMENTS_EDIT)
        async with self._uow:
            [component_id] = await self._finder.find("data_component", [command.component])
            if component_id is None:
                raise NotFound("data_component_not_found", "There is no such data component.")
            collection = await self._collections.get(component_id, expected=command.version)
            collection.change(command.collection, short_reason(command.reason))
            await self._collections.save(collection)
            await self._uow.commit()
        return collection
