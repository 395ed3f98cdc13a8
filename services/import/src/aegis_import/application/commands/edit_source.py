"""Changes a data source's settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from aegis_import.application.ports import Sources
from aegis_import.domain.source import DataSource
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class EditSourceCommand:
    """`changes` are fields of `SourceSettings`; `version` is the one the caller has seen."""

    source_id: UUID
    version: int
    changes: Mapping[str, Any]


class EditSource:
    """Raises `Forbidden`, `NotFound`, `Stale`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, sources: Sources) -> None:
        self.uow = uow
        self.sources = sources

    async def __call__(self, caller: Caller, command: EditSourceCommand) -> DataSource:
        require(caller, Action.SOURCES_MANAGE)
        async with self.uow:
            source = await self.sources.get(command.source_id, expected=command.version)
            source.edit(**command.changes)
            await self.sources.save(source)
            await self.uow.commit()
        return source
