"""What we have done about defences, over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get, post, put
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from aegis_catalog.application.defences.commands.implement_defences import (
    DefenceImplemented,
    ImplementDefences,
    ImplementDefencesCommand,
)
from aegis_catalog.application.defences.queries.defences import DefenceDetail, Defences
from aegis_catalog.application.defences.queries.periods import DefencePeriods, ImplementationPeriods
from aegis_catalog.entrypoints.http.given import Name, Reason, Reference
from aegis_catalog.entrypoints.http.tags import changed
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.bulk import Atomic, BulkAnswer, bulk_answer
from aegis_chassis.web.etags import cacheable
from aegis_contracts.words import ImplementationStatus
from aegis_kernel.bulk import ITEMS_MOST
from aegis_kernel.errors import DomainError


class ImplementationRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is to be said of it; the tool by id. `since` left out: now, if it is another status than before."""

    implementation: ImplementationStatus
    tool: UUID | None = None
    owner: Name | None = None
    since: datetime | None = None
    reason: Reason = ""


class ImplementationItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One defence, by id or D3FEND id."""

    defence: Reference
    implementation: ImplementationStatus
    tool: UUID | None = None
    owner: Name | None = None
    since: datetime | None = None


class ImplementationsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    items: Annotated[tuple[ImplementationItem, ...], Meta(min_length=1, max_length=ITEMS_MOST)]
    reason: Reason = ""


class DefenceImplementationController(Controller):
    """What we have done about defences."""

    path = "/defences"
    tags = ("Defences",)

    @get("/{defence:str}/implementation", operation_id="defences.implementation.get")
    async def periods(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        defence: FromPath[str],
        periods: FromDishka[DefencePeriods],
    ) -> Response[ImplementationPeriods]:
        """How it was implemented over time, the newest first."""
        return cacheable(request, await periods(caller, defence))

    @put("/{defence:str}/implementation", operation_id="defences.implementation.put")
    async def put_one(
        self,
        caller: CurrentCaller,
        defence: FromPath[str],
        data: JSONBody[ImplementationRequest],
        implement: FromDishka[ImplementDefences],
        defences: FromDishka[Defences],
    ) -> Response[DefenceDetail]:
        """Says what we have done about one. The same again changes nothing."""
        item = DefenceImplemented(
            defence=defence,
            status=data.implementation,
            tool=None if data.tool is None else str(data.tool),
            owner=data.owner,
            since=data.since,
        )
        [outcome] = await implement(caller, ImplementDefencesCommand(items=[item], reason=data.reason))
        if isinstance(outcome, DomainError):
            raise outcome
        found = await defences.one(caller, str(outcome))
        return changed(found, version=found.version)

    @post("/implementation/bulk", operation_id="defences.implementation.bulk", status_code=200)
    async def bulk(
        self,
        caller: CurrentCaller,
        data: JSONBody[ImplementationsRequest],
        implement: FromDishka[ImplementDefences],
        atomic: Atomic = False,
    ) -> Response[BulkAnswer]:
        """Says what we have done about many."""
        items = [
            DefenceImplemented(
                defence=one.defence,
                status=one.implementation,
                tool=None if one.tool is None else str(one.tool),
                owner=one.owner,
                since=one.since,
            )
            for one in data.items
        ]
        command = ImplementDefencesCommand(items=items, reason=data.reason, atomic=atomic)
        return bulk_answer(await implement(caller, command), done=200)
