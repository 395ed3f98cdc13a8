"""``/audit-events``: the audit trail."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream
from msgspec import Meta

from aegis_chassis.web.audit import AuditTrail
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_chassis.web.paging import Pages, PageView
from aegis_kernel.errors import Fault, Invalid
from aegis_reporting.application.audit.filter import TrailFilter
from aegis_reporting.application.audit.queries.end import ReadTrailEnd
from aegis_reporting.application.audit.queries.events import GetAuditEvent, ListAuditEvents
from aegis_reporting.application.audit.queries.export import ExportTrail, Format
from aegis_reporting.application.audit.queries.verification import VerifyTrail
from aegis_reporting.application.audit.views import AuditEventView, TrailEndView, VerificationView

SORTS = {"sequence": int}
MOST = 100

Word = Annotated[str, Meta(min_length=1, max_length=500)]
Words = Annotated[list[Word] | None, QueryParameter(max_items=MOST, description="Exact; several mean or.")]
Actors = Annotated[
    list[Word] | None, QueryParameter(max_items=MOST, description="Who: ids or names, exact; several mean or.")
]
Since = Annotated[datetime | None, QueryParameter(name="from", description="The earliest instant, included.")]
Until = Annotated[datetime | None, QueryParameter(name="to", description="The latest instant, not included.")]


class AuditEventController(Controller):
    """The audit trail: for admins and auditors."""

    path = "/audit-events"
    tags = ("Audit",)

    @get(operation_id="audit_events.list")
    async def page(
        self,
        caller: CurrentCaller,
        paging: Pages,
        events: FromDishka[ListAuditEvents],
        actor: Actors = None,
        object_: Annotated[
            list[Word] | None, QueryParameter(name="object", max_items=MOST, description="Ids of what was touched.")
        ] = None,
        object_type: Words = None,
        action: Words = None,
        outcome: Words = None,
        service: Words = None,
        since: Since = None,
        until: Until = None,
    ) -> PageView[AuditEventView]:
        """Entries, newest first; `sort=sequence` turns them around."""
        wanted = _filter(actor, object_, object_type, action, outcome, service, since, until)
        found = await events(caller, wanted, paging.request(SORTS, default="-sequence", tie=int))
        return paging.answer(found)

    @get("/verify", operation_id="audit_events.verify")
    async def verify(self, caller: CurrentCaller, verification: FromDishka[VerifyTrail]) -> VerificationView:
        """Walks the whole chain and names the first row that is not what was written. Takes a second for some 20,000
        rows; one at a time."""
        return await verification(caller)

    @get("/head", operation_id="audit_events.head")
    async def head(self, caller: CurrentCaller, end: FromDishka[ReadTrailEnd]) -> TrailEndView:
        """The end of the chain with its latest signature: keep it outside of Aegis."""
        return await end(caller)

    @get("/export", operation_id="audit_events.export")
    async def export(
        self,
        caller: CurrentCaller,
        exporting: FromDishka[ExportTrail],
        trail: FromDishka[AuditTrail],
        format_: Annotated[Format, QueryParameter(name="format", description="JSON lines, or CSV.")] = "jsonl",
        actor: Actors = None,
        object_: Annotated[
            list[Word] | None, QueryParameter(name="object", max_items=MOST, description="Ids of what was touched.")
        ] = None,
        object_type: Words = None,
        action: Words = None,
        outcome: Words = None,
        service: Words = None,
        since: Since = None,
        until: Until = None,
    ) -> Stream:
        """Entries as a file, oldest first. A JSON line holds its proof: without `previous_hash` and `hash`, as
        canonical JSON (RFC 8785), behind the previous hash's bytes, its SHA-256 is `hash`. The export is an entry too.
        """
        wanted = _filter(actor, object_, object_type, action, outcome, service, since, until)
        file = await exporting(caller, wanted, format_)
        await trail.tell("audit-events", file.name)
        return Stream(
            file.chunks,
            media_type=file.media_type,
            headers={"Content-Disposition": f'attachment; filename="{file.name}"', "Cache-Control": "no-store"},
        )

    @get("/{event_id:str}", operation_id="audit_events.get")
    async def one(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        event_id: FromPath[str],
        event: FromDishka[GetAuditEvent],
    ) -> Response[AuditEventView]:
        """One entry. It never changes."""
        return cacheable(request, await event(caller, event_id))


def _filter(
    actor: Sequence[str] | None,
    object_: Sequence[str] | None,
    object_type: Sequence[str] | None,
    action: Sequence[str] | None,
    outcome: Sequence[str] | None,
    service: Sequence[str] | None,
    since: datetime | None,
    until: datetime | None,
) -> TrailFilter:
    return TrailFilter(
        actors=tuple(actor or ()),
        objects=tuple(object_ or ()),
        object_types=tuple(object_type or ()),
        actions=tuple(action or ()),
        outcomes=tuple(outcome or ()),
        services=tuple(service or ()),
        since=_zoned("from", since),
        until=_zoned("to", until),
    )


def _zoned(name: str, instant: datetime | None) -> datetime | None:
    if instant is not None and instant.tzinfo is None:
        detail = "An instant needs its zone: 2026-01-31T08:00:00Z."
        raise Invalid("no_zone", detail, [Fault(f"/query/{name}", detail, "no_zone")])
    return instant
