"""Entries of the trail, page by page, and one by its id."""

from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require
from aegis_reporting.application.audit.filter import TrailFilter
from aegis_reporting.application.audit.ports import TrailReader
from aegis_reporting.application.audit.views import AuditEventView, event_view


class ListAuditEvents:
    """Answers with a page. Raises `Forbidden`."""

    def __init__(self, reader: TrailReader) -> None:
        self._reader = reader

    async def __call__(self, caller: Caller, wanted: TrailFilter, page: PageRequest) -> Page[AuditEventView]:
        require(caller, Action.AUDIT_READ)
        found = await self._reader.page(wanted, page)
        return Page(items=[event_view(row) for row in found.items], ends_at=found.ends_at, total=found.total)


class GetAuditEvent:
    """Answers with one entry. Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: TrailReader) -> None:
        self._reader = reader

    async def __call__(self, caller: Caller, id_: str) -> AuditEventView:
        require(caller, Action.AUDIT_READ)
        row = await self._reader.row(id_)
        if row is None:
            raise NotFound("not_found", "There is no such entry.")
        return event_view(row)
