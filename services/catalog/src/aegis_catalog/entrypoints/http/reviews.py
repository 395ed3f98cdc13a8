"""Reviews over HTTP."""

from datetime import datetime
from typing import Annotated, Any, Literal

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta, Struct

from aegis_catalog.application.reviews.commands.dismiss_review import DismissReview, DismissReviewCommand
from aegis_catalog.application.reviews.commands.flag_technique import FlagTechnique, FlagTechniqueCommand
from aegis_catalog.application.reviews.commands.review_technique import ReviewTechnique, ReviewTechniqueCommand
from aegis_catalog.application.reviews.queries.reviews import ReviewFilters, Reviews, ReviewView
from aegis_catalog.domain.reasons import REASON_LONGEST
from aegis_catalog.domain.review import CauseName
from aegis_catalog.entrypoints.http.asked import Domains, Search, several
from aegis_catalog.entrypoints.http.tags import changed, shown, version_in
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch, cacheable
from aegis_chassis.web.paging import Pages, PageView


class ReviewRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`reviewed` accepts the technique as it is now; `dismiss` (with a reason) lets what waits go; `flag` (with a
    reason) asks for a review."""

    action: Literal["reviewed", "dismiss", "flag"]
    reason: Annotated[str, Meta(max_length=REASON_LONGEST)] = ""


class ReviewController(Controller):
    """The review of one technique."""

    path = "/techniques/{technique:str}/review"
    tags = ("Reviews",)

    @get(operation_id="techniques.review.get")
    async def one(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        technique: FromPath[str],
        reviews: FromDishka[Reviews],
    ) -> Response[ReviewView]:
        """How its review stands, and why it waits."""
        found = await reviews.one(caller, technique)
        return shown(request, found, version=found.version)

    @post(operation_id="techniques.review", status_code=200)
    async def act(
        self,
        caller: CurrentCaller,
        technique: FromPath[str],
        if_match: IfMatch,
        data: JSONBody[ReviewRequest],
        review: FromDishka[ReviewTechnique],
        dismiss: FromDishka[DismissReview],
        flag: FromDishka[FlagTechnique],
        reviews: FromDishka[Reviews],
    ) -> Response[ReviewView]:
        """Acts on the review; the ETag is the technique's or its review's."""
        version = version_in(if_match)
        match data.action:
            case "reviewed":
                reviewing = ReviewTechniqueCommand(technique=technique, version=version, reason=data.reason)
                await review(caller, reviewing)
            case "dismiss":
                await dismiss(caller, DismissReviewCommand(technique=technique, version=version, reason=data.reason))
            case "flag":
                await flag(caller, FlagTechniqueCommand(technique=technique, version=version, reason=data.reason))
        found = await reviews.one(caller, technique)
        return changed(found, version=found.version)


class ReviewQueueController(Controller):
    """What waits to be reviewed."""

    path = "/review-queue"
    tags = ("Reviews",)

    @get(operation_id="review_queue.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        reviews: FromDishka[Reviews],
        cause: Annotated[list[CauseName] | None, QueryParameter(description="Why it waits.")] = None,
        domain: Domains = None,
        q: Search = None,
    ) -> Response[PageView[ReviewView]]:
        """The techniques that wait, a row each, with their causes; the oldest first."""
        filters = ReviewFilters(cause=several(cause), domain=several(domain), q=q or "")
        sorts = {"since": datetime, "attack_id": str, "name": str}
        found = await reviews.queue(caller, filters, paging.request(sorts, default="since,attack_id"))
        return cacheable(request, paging.answer(found))
