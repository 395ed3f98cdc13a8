"""Playbooks of techniques."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_catalog.application.views.content import PersonRef
from aegis_catalog.domain.playbook import Kind, Playbook, PlaybookVersion, sees_blind
from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require


class PlaybookRow(Struct, frozen=True):
    """A playbook, without its text. `technique_id` is the technique that it is about today, `written_for` the one that
    it was begun for."""

    id: UUID
    technique_id: UUID
    written_for: UUID
    kind: Kind
    version: int
    title: str
    versions_count: int
    created_by: PersonRef
    created_at: datetime
    updated_by: PersonRef
    updated_at: datetime
    withdrawn_by: PersonRef | None
    withdrawn_at: datetime | None


class PlaybookVersionView(Struct, frozen=True):
    """One version. `restored` is the older one that it is again, if it is one."""

    number: int
    title: str
    text: str
    by: PersonRef
    at: datetime
    restored: int | None


class PlaybookDetail(PlaybookRow, frozen=True):
    """A playbook with its present text and all its versions, oldest first."""

    text: str
    versions: list[PlaybookVersionView]


class PlaybookReader(Protocol):
    async def page(
        self, reference: str, kinds: tuple[Kind, ...], request: PageRequest, *, sees_blind: bool
    ) -> Page[PlaybookRow]:
        """Those that stand. Raises `NotFound` when there is no such technique."""
        ...

    async def one(self, reference: str, playbook_id: UUID, *, sees_blind: bool) -> PlaybookDetail | None: ...


class TechniquePlaybooks:
    """Attack playbooks are hidden, while a blind test of their technique is open, from all who do not know what it is
    about. Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: PlaybookReader) -> None:
        self._reader = reader

    async def page(
        self, caller: Caller, reference: str, kinds: tuple[Kind, ...], request: PageRequest
    ) -> Page[PlaybookRow]:
        require(caller, Action.CONTENT_READ)
        return await self._reader.page(reference, kinds, request, sees_blind=sees_blind(caller.roles))

    async def one(self, caller: Caller, reference: str, playbook_id: UUID) -> PlaybookDetail:
        require(caller, Action.CONTENT_READ)
        found = await self._reader.one(reference, playbook_id, sees_blind=sees_blind(caller.roles))
        if found is None:
            raise NotFound("playbook_not_found", "There is no such playbook of this technique.")
        return found


def written(playbook: Playbook) -> PlaybookDetail:
    """A playbook as its writer sees it."""
    first, last, gone = playbook.versions[0], playbook.present, playbook.withdrawn_by
    return PlaybookDetail(
        id=playbook.id,
        technique_id=playbook.technique.technique_id,
        written_for=playbook.technique.named,
        kind=playbook.kind,
        version=playbook.version,
        title=last.title,
        versions_count=len(playbook.versions),
        created_by=PersonRef(first.by.id, first.by.name),
        created_at=first.at,
        updated_by=PersonRef(last.by.id, last.by.name),
        updated_at=last.at,
        withdrawn_by=None if gone is None else PersonRef(gone.id, gone.name),
        withdrawn_at=playbook.withdrawn_at,
        text=last.text,
        versions=[_version(one) for one in playbook.versions],
    )


def _version(one: PlaybookVersion) -> PlaybookVersionView:
    return PlaybookVersionView(one.number, one.title, one.text, PersonRef(one.by.id, one.by.name), one.at, one.restored)
