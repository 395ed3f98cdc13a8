"""Versions of templates of our own, and what differs between two."""

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct, to_builtins

from aegis_catalog.application.views.content import PersonRef
from aegis_catalog.domain.own_template import TemplateTold
from aegis_kernel.errors import NotFound
from aegis_kernel.rights import Action, Caller, require


class TemplateVersion(Struct, frozen=True):
    """One version; its number is the `revision` that a test made of it keeps."""

    revision: int
    comment: str
    by: PersonRef
    at: datetime


class TemplateVersions(Struct, frozen=True):
    """The newest first; none for upstream's, whose changes stand in the history."""

    items: list[TemplateVersion]


class TemplateVersionDetail(TemplateVersion, frozen=True):
    """A version with all that it says."""

    template: TemplateTold


class FieldChange(Struct, frozen=True):
    """A field that differs, as JSON."""

    field: str
    before: Any
    after: Any


class TemplateDiff(Struct, frozen=True):
    """What differs from the version `before` to `after`."""

    before: int
    after: int
    changes: list[FieldChange]


class VersionReader(Protocol):
    async def all_of(self, template_id: UUID) -> list[TemplateVersion] | None:
        """None: there is no such template."""
        ...

    async def some(self, template_id: UUID, revisions: tuple[int, ...]) -> list[TemplateVersionDetail]:
        """Those of these versions that are there, by number."""
        ...


class VersionsOfTemplates:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: VersionReader) -> None:
        self._reader = reader

    async def all_of(self, caller: Caller, template_id: UUID) -> TemplateVersions:
        require(caller, Action.CONTENT_READ)
        found = await self._reader.all_of(template_id)
        if found is None:
            raise NotFound("template_not_found", "There is no such template.")
        return TemplateVersions(found)

    async def one(self, caller: Caller, template_id: UUID, revision: int) -> TemplateVersionDetail:
        require(caller, Action.CONTENT_READ)
        [found] = await self._some(template_id, (revision,))
        return found

    async def diff(self, caller: Caller, template_id: UUID, before: int, after: int) -> TemplateDiff:
        """What differs, field by field, in the order of a template's fields."""
        require(caller, Action.CONTENT_READ)
        by_number = {one.revision: one.template for one in await self._some(template_id, (before, after))}
        old, new = by_number[before], by_number[after]
        changes = [
            FieldChange(name, to_builtins(getattr(old, name)), to_builtins(getattr(new, name)))
            for name in TemplateTold.__struct_fields__
            if getattr(old, name) != getattr(new, name)
        ]
        return TemplateDiff(before, after, changes)

    async def _some(self, template_id: UUID, revisions: tuple[int, ...]) -> list[TemplateVersionDetail]:
        found = await self._reader.some(template_id, revisions)
        if len(found) < len(set(revisions)):
            raise NotFound("version_not_found", "There is no such version of such a template.")
        return found
