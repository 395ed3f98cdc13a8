"""Playbooks on PostgreSQL."""

from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from aegis_catalog.adapters.persistence.organisation.saving import check_version, save_row
from aegis_catalog.adapters.persistence.playbooks.blindness import shown_to_all
from aegis_catalog.adapters.persistence.playbooks.tables import playbook, playbook_version
from aegis_catalog.adapters.persistence.techniques.ids import SqlTechniqueIds
from aegis_catalog.domain.people import Person
from aegis_catalog.domain.playbook import Playbook, PlaybookVersion
from aegis_catalog.domain.pointers import Pointer
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_kernel.errors import NotFound


class SqlPlaybooks:
    """`Playbooks`. Each save is named in the audit trail: no topic tells of playbooks."""

    def __init__(self, uow: SqlUnitOfWork, ids: SqlTechniqueIds) -> None:
        self._uow = uow
        self._ids = ids

    async def get(self, technique: str, playbook_id: UUID, *, expected: int | None, sees_blind: bool) -> Playbook:
        technique_id = await self._ids.find(technique)
        connection = self._uow.connection
        wanted = select(playbook).where(playbook.c.id == playbook_id, playbook.c.leads_to == technique_id)
        if not sees_blind:
            wanted = wanted.where(shown_to_all)
        row = (await connection.execute(wanted)).first()
        if row is None:
            raise NotFound("playbook_not_found", "There is no such playbook of this technique.")
        kept = (
            select(playbook_version)
            .where(playbook_version.c.playbook_id == playbook_id)
            .order_by(playbook_version.c.number)
        )
        found = Playbook(
            row.id,
            Pointer(row.technique_id, row.leads_to),
            row.kind,
            row.version,
            versions=[_version(one) for one in await connection.execute(kept)],
            withdrawn_by=Person(row.withdrawn_by, row.withdrawn_by_name) if row.withdrawn_by else None,
            withdrawn_at=row.withdrawn_at,
        )
        check_version(found, expected)
        return found

    async def save(self, playbook_: Playbook) -> None:
        if playbook_.version == playbook_.read_version:
            return
        by = playbook_.withdrawn_by
        values: dict[str, Any] = {
            "kind": playbook_.kind,
            "withdrawn_by": by.id if by else None,
            "withdrawn_by_name": by.name if by else None,
            "withdrawn_at": playbook_.withdrawn_at,
        }
        if playbook_.read_version == 0:
            values |= {"technique_id": playbook_.technique.named, "leads_to": playbook_.technique.technique_id}
        await save_row(self._uow, playbook, playbook_, values)
        await self._add_versions(playbook_)
        reason = "withdrawn" if by else f"version {playbook_.present.number}"
        playbook_.take_recorded()
        self._uow.note(object_type="playbook", object_id=str(playbook_.id), reason=reason)

    async def _add_versions(self, playbook_: Playbook) -> None:
        connection = self._uow.connection
        known = await connection.execute(
            select(playbook_version.c.number).where(playbook_version.c.playbook_id == playbook_.id)
        )
        numbers = set(known.scalars())
        new = [
            {
                "playbook_id": playbook_.id,
                "number": one.number,
                "title": one.title,
                "text": one.text,
                "by_id": one.by.id,
                "by_name": one.by.name,
                "at": one.at,
                "restored": one.restored,
            }
            for one in playbook_.versions
            if one.number not in numbers
        ]
        if new:
            await connection.execute(insert(playbook_version), new)


def _version(row: Any) -> PlaybookVersion:
    return PlaybookVersion(row.number, row.title, row.text, Person(row.by_id, row.by_name), row.at, row.restored)
