"""Which rules should see what a template does, over HTTP: candidates, confirmed, dismissed."""

from typing import Annotated, Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta, Struct

from aegis_catalog.application.associations import ports
from aegis_catalog.application.associations.commands.decide_candidates import (
    DecideCandidates,
    DecideCandidatesCommand,
)
from aegis_catalog.application.associations.queries.candidates import (
    CandidateFilters,
    Candidates,
    RuleCandidate,
    TemplateCandidate,
    Verdict,
)
from aegis_catalog.entrypoints.http.asked import Words, YesNo, several
from aegis_catalog.entrypoints.http.given import Reason
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_chassis.web.paging import Pages, PageView
from aegis_kernel.bulk import ITEMS_MOST

NAMES = {"name": str}
Verdicts = Annotated[
    list[Verdict] | None, QueryParameter(description="What people decided; `candidate`: nothing. All by default.")
]
Expected = Annotated[
    bool | None, QueryParameter(description="What a test expects: confirmed ones, and candidates that are enabled.")
]


class CandidatesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The others, by id: rules below a template, templates below a rule."""

    ids: Annotated[tuple[UUID, ...], Meta(min_length=1, max_length=ITEMS_MOST)]
    reason: Reason = ""


class TemplateCandidateController(Controller):
    """Rules that should see what a template does."""

    path = "/test-templates/{template_id:uuid}/candidates"
    tags = ("Test templates",)

    @get(operation_id="test_templates.candidates.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        template_id: FromPath[UUID],
        paging: Pages,
        candidates: FromDishka[Candidates],
        verdict: Verdicts = None,
        enabled: YesNo = None,
        expected: Expected = None,
        source: Words = None,
    ) -> Response[PageView[RuleCandidate]]:
        """Rules that share a technique with it and read one of its platforms, and all that people decided on."""
        filters = CandidateFilters(verdict=several(verdict), enabled=enabled, expected=expected, source=several(source))
        found = await candidates.rules_of(caller, template_id, filters, paging.request(NAMES, default="name"))
        return cacheable(request, paging.answer(found))

    @post("/confirm", operation_id="test_templates.candidates.confirm", status_code=204)
    async def confirm(
        self,
        caller: CurrentCaller,
        template_id: FromPath[UUID],
        data: JSONBody[CandidatesRequest],
        decide: FromDishka[DecideCandidates],
    ) -> None:
        """Says that these rules should see it."""
        await decide(caller, _of_template(template_id, data, "confirmed"))

    @post("/dismiss", operation_id="test_templates.candidates.dismiss", status_code=204)
    async def dismiss(
        self,
        caller: CurrentCaller,
        template_id: FromPath[UUID],
        data: JSONBody[CandidatesRequest],
        decide: FromDishka[DecideCandidates],
    ) -> None:
        """Says that these rules need not see it; that stays."""
        await decide(caller, _of_template(template_id, data, "dismissed"))

    @post("/undo", operation_id="test_templates.candidates.undo", status_code=204)
    async def undo(
        self,
        caller: CurrentCaller,
        template_id: FromPath[UUID],
        data: JSONBody[CandidatesRequest],
        decide: FromDishka[DecideCandidates],
    ) -> None:
        """Takes back what was decided on these rules."""
        await decide(caller, _of_template(template_id, data, None))


class RuleCandidateController(Controller):
    """Templates that a rule should see."""

    path = "/detection-rules/{rule_id:uuid}/candidates"
    tags = ("Detection rules",)

    @get(operation_id="detection_rules.candidates.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        rule_id: FromPath[UUID],
        paging: Pages,
        candidates: FromDishka[Candidates],
        verdict: Verdicts = None,
        expected: Expected = None,
        source: Words = None,
    ) -> Response[PageView[TemplateCandidate]]:
        """Templates that share a technique with it and run on a platform that it reads, and all that people decided
        on."""
        filters = CandidateFilters(verdict=several(verdict), expected=expected, source=several(source))
        found = await candidates.templates_of(caller, rule_id, filters, paging.request(NAMES, default="name"))
        return cacheable(request, paging.answer(found))

    @post("/confirm", operation_id="detection_rules.candidates.confirm", status_code=204)
    async def confirm(
        self,
        caller: CurrentCaller,
        rule_id: FromPath[UUID],
        data: JSONBody[CandidatesRequest],
        decide: FromDishka[DecideCandidates],
    ) -> None:
        """Says that it should see what these templates do."""
        await decide(caller, _of_rule(rule_id, data, "confirmed"))

    @post("/dismiss", operation_id="detection_rules.candidates.dismiss", status_code=204)
    async def dismiss(
        self,
        caller: CurrentCaller,
        rule_id: FromPath[UUID],
        data: JSONBody[CandidatesRequest],
        decide: FromDishka[DecideCandidates],
    ) -> None:
        """Says that it need not see what these templates do; that stays."""
        await decide(caller, _of_rule(rule_id, data, "dismissed"))

    @post("/undo", operation_id="detection_rules.candidates.undo", status_code=204)
    async def undo(
        self,
        caller: CurrentCaller,
        rule_id: FromPath[UUID],
        data: JSONBody[CandidatesRequest],
        decide: FromDishka[DecideCandidates],
    ) -> None:
        """Takes back what was decided on these templates."""
        await decide(caller, _of_rule(rule_id, data, None))


def _of_template(template_id: UUID, data: CandidatesRequest, verdict: ports.Verdict | None) -> DecideCandidatesCommand:
    return DecideCandidatesCommand(
        templates=[str(template_id)], rules=[str(one) for one in data.ids], verdict=verdict, below="template",
        reason=data.reason,
    )  # fmt: skip


def _of_rule(rule_id: UUID, data: CandidatesRequest, verdict: ports.Verdict | None) -> DecideCandidatesCommand:
    return DecideCandidatesCommand(
        templates=[str(one) for one in data.ids], rules=[str(rule_id)], verdict=verdict, below="rule",
        reason=data.reason,
    )  # fmt: skip
