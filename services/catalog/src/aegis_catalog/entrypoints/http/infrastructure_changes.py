"""Changes of the infrastructure over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta, Struct

from aegis_catalog.application.infrastructure_changes.commands.correct_change import (
    CorrectChange,
    CorrectChangeCommand,
)
from aegis_catalog.application.infrastructure_changes.commands.report_change import ReportChange, ReportChangeCommand
from aegis_catalog.application.infrastructure_changes.commands.report_changes import (
    ReportChanges,
    ReportChangesCommand,
)
from aegis_catalog.application.infrastructure_changes.commands.withdraw_change import (
    WithdrawChange,
    WithdrawChangeCommand,
)
from aegis_catalog.application.infrastructure_changes.queries.changes import (
    ChangeFilters,
    ChangeView,
    ReportedChanges,
)
from aegis_catalog.application.infrastructure_changes.telling import ToldChange
from aegis_catalog.domain.infrastructure_change import DESCRIPTION_LONGEST, SCOPE_MOST
from aegis_catalog.entrypoints.http.asked import Search, Words, several
from aegis_catalog.entrypoints.http.given import Name, Names, Reason, Reference, Withdrawn, switched
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.bulk import Atomic, BulkAnswer, bulk_answer
from aegis_chassis.web.etags import IfMatch, answered, cacheable, created, etag_of
from aegis_chassis.web.paging import Pages, PageView
from aegis_kernel.bulk import ITEMS_MOST

Described = Annotated[str, Meta(max_length=DESCRIPTION_LONGEST)]
References = Annotated[tuple[Reference, ...], Meta(max_length=SCOPE_MOST)]
Instant = Annotated[datetime, Meta(tz=True)]
Ids = Annotated[list[UUID] | None, QueryParameter()]
When = Annotated[datetime | None, QueryParameter(description="An instant with its zone, inclusive.")]


class ChangeRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changed, when (now, when it is left out), and what it touches: tools by id, data components by id or public
    id, platforms, business units of the scope. A field that is left out sets no limit; one at least is given."""

    title: Name
    at: Instant | None = None
    description: Described = ""
    tools: References = ()
    platforms: Names = ()
    data_components: References = ()
    business_units: Names = ()

    def told(self) -> ToldChange:
        """For the use case."""
        return ToldChange(
            title=self.title,
            at=self.at,
            description=self.description,
            tools=self.tools,
            platforms=self.platforms,
            data_components=self.data_components,
            business_units=self.business_units,
        )


class ChangesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    items: Annotated[tuple[ChangeRequest, ...], Meta(min_length=1, max_length=ITEMS_MOST)]


class ChangePatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A correction, with its reason. What is left out, or null, stays as it is."""

    reason: Reason
    title: Name | None = None
    at: Instant | None = None
    description: Described | None = None
    tools: References | None = None
    platforms: Names | None = None
    data_components: References | None = None
    business_units: Names | None = None


class WithdrawalRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reason: Reason


class InfrastructureChangeController(Controller):
    """What changed here, and what it touches."""

    path = "/infrastructure-changes"
    tags = ("Infrastructure changes",)

    @get(operation_id="infrastructure_changes.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        changes: FromDishka[ReportedChanges],
        tool: Ids = None,
        platform: Words = None,
        data_component: Ids = None,
        business_unit: Words = None,
        since: When = None,
        until: When = None,
        withdrawn: Withdrawn = "false",
        q: Search = None,
    ) -> Response[PageView[ChangeView]]:
        """Changes, the latest first; withdrawn ones on request."""
        filters = ChangeFilters(
            tool=several(tool),
            platform=several(platform),
            data_component=several(data_component),
            business_unit=several(business_unit),
            since=since,
            until=until,
            withdrawn=switched(withdrawn),
            q=q or "",
        )
        sorts = {"at": datetime, "reported_at": datetime, "title": str}
        found = await changes.page(caller, filters, paging.request(sorts, default="-at"))
        return cacheable(request, paging.answer(found))

    @post(operation_id="infrastructure_changes.create")
    async def create(
        self,
        caller: CurrentCaller,
        data: JSONBody[ChangeRequest],
        report: FromDishka[ReportChange],
        changes: FromDishka[ReportedChanges],
    ) -> Response[ChangeView]:
        """Reports a change."""
        change = await report(caller, ReportChangeCommand(told=data.told()))
        view = await changes.one(caller, change.id)
        return created(view, version=change.version, location=f"/api/v1/infrastructure-changes/{change.id}")

    @post("/bulk", operation_id="infrastructure_changes.bulk", status_code=200)
    async def bulk(
        self,
        caller: CurrentCaller,
        data: JSONBody[ChangesRequest],
        report: FromDishka[ReportChanges],
        atomic: Atomic = False,
    ) -> Response[BulkAnswer]:
        """Reports many changes at once."""
        command = ReportChangesCommand(items=[item.told() for item in data.items], atomic=atomic)
        return bulk_answer(await report(caller, command))

    @get("/{change_id:uuid}", operation_id="infrastructure_changes.get")
    async def one(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        change_id: FromPath[UUID],
        changes: FromDishka[ReportedChanges],
    ) -> Response[ChangeView]:
        """A change; withdrawn ones too."""
        found = await changes.one(caller, change_id)
        return cacheable(request, found, etag=etag_of(found.version))

    @patch("/{change_id:uuid}", operation_id="infrastructure_changes.correct")
    async def correct(
        self,
        caller: CurrentCaller,
        change_id: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[ChangePatch],
        correct: FromDishka[CorrectChange],
        changes: FromDishka[ReportedChanges],
    ) -> Response[ChangeView]:
        """Says it otherwise."""
        command = CorrectChangeCommand(
            change_id=change_id,
            version=if_match,
            reason=data.reason,
            title=data.title,
            at=data.at,
            description=data.description,
            tools=data.tools,
            platforms=data.platforms,
            data_components=data.data_components,
            business_units=data.business_units,
        )
        change = await correct(caller, command)
        return answered(await changes.one(caller, change_id), version=change.version)

    @post("/{change_id:uuid}/withdraw", operation_id="infrastructure_changes.withdraw", status_code=200)
    async def withdraw(
        self,
        caller: CurrentCaller,
        change_id: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[WithdrawalRequest],
        withdraw: FromDishka[WithdrawChange],
        changes: FromDishka[ReportedChanges],
    ) -> Response[ChangeView]:
        """Takes it back: it puts nothing in doubt any longer."""
        command = WithdrawChangeCommand(change_id=change_id, version=if_match, reason=data.reason)
        change = await withdraw(caller, command)
        return answered(await changes.one(caller, change_id), version=change.version)
