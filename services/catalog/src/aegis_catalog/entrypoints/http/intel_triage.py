"""What we make of feeds' entries, over HTTP: keep, dismiss, a test."""

from typing import Annotated, Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from aegis_catalog.application.intel.commands.triage_intel import TriageIntel, TriageIntelCommand
from aegis_catalog.application.intel.queries.intel import IntelDetail, IntelItems
from aegis_catalog.application.intel.queries.test_draft import IntelTestDraft, TestDrafts
from aegis_catalog.entrypoints.http.given import Reason
from aegis_catalog.entrypoints.http.tags import changed
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.bulk import Atomic, BulkAnswer, bulk_answer
from aegis_chassis.web.etags import cacheable
from aegis_contracts.words import IntelTriage
from aegis_kernel.bulk import ITEMS_MOST
from aegis_kernel.errors import DomainError


class TriageRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why, if one wants to say it."""

    reason: Reason = ""


class TriagesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`new` takes back what was made of them."""

    items: Annotated[tuple[UUID, ...], Meta(min_length=1, max_length=ITEMS_MOST)]
    triage: IntelTriage
    reason: Reason = ""


class IntelTriageController(Controller):
    """What we make of entries."""

    path = "/intel-items"
    tags = ("Intel",)

    @post("/{item_id:uuid}/keep", operation_id="intel_items.keep", status_code=200)
    async def keep(
        self,
        caller: CurrentCaller,
        item_id: FromPath[UUID],
        data: JSONBody[TriageRequest],
        triage: FromDishka[TriageIntel],
        items: FromDishka[IntelItems],
    ) -> Response[IntelDetail]:
        """Keeps it: worth something here. Techniques no longer wait for a review because of it."""
        return await _one(caller, item_id, "kept", data.reason, triage, items)

    @post("/{item_id:uuid}/dismiss", operation_id="intel_items.dismiss", status_code=200)
    async def dismiss(
        self,
        caller: CurrentCaller,
        item_id: FromPath[UUID],
        data: JSONBody[TriageRequest],
        triage: FromDishka[TriageIntel],
        items: FromDishka[IntelItems],
    ) -> Response[IntelDetail]:
        """Dismisses it. Techniques no longer wait for a review because of it."""
        return await _one(caller, item_id, "dismissed", data.reason, triage, items)

    @post("/bulk", operation_id="intel_items.bulk", status_code=200)
    async def bulk(
        self,
        caller: CurrentCaller,
        data: JSONBody[TriagesRequest],
        triage: FromDishka[TriageIntel],
        atomic: Atomic = False,
    ) -> Response[BulkAnswer]:
        """Keeps or dismisses many, or takes that back."""
        command = TriageIntelCommand(item_ids=data.items, triage=data.triage, reason=data.reason, atomic=atomic)
        return bulk_answer(await triage(caller, command), done=200)

    @get("/{item_id:uuid}/test-draft", operation_id="intel_items.test_draft")
    async def test_draft(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        item_id: FromPath[UUID],
        drafts: FromDishka[TestDrafts],
    ) -> Response[IntelTestDraft]:
        """What to post to `/tests` to make a test of it: a draft for each technique that it names."""
        return cacheable(request, await drafts(caller, item_id))


async def _one(
    caller: CurrentCaller, item_id: UUID, word: IntelTriage, reason: str, triage: TriageIntel, items: IntelItems
) -> Response[IntelDetail]:
    [outcome] = await triage(caller, TriageIntelCommand(item_ids=[item_id], triage=word, reason=reason))
    if isinstance(outcome, DomainError):
        raise outcome
    found = await items.one(caller, str(item_id))
    return changed(found, version=found.version)
