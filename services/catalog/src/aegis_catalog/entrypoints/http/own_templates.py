"""Test templates of our own over HTTP: made and changed below ``/test-templates``, read like all others."""

from typing import Annotated, Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter

from aegis_catalog.application.own_templates.commands.add_templates import AddTemplates, AddTemplatesCommand
from aegis_catalog.application.own_templates.commands.decide_templates import (
    DecideTemplates,
    DecideTemplatesCommand,
)
from aegis_catalog.application.own_templates.commands.edit_template import EditTemplate, EditTemplateCommand
from aegis_catalog.application.own_templates.commands.fork_template import ForkTemplate, ForkTemplateCommand
from aegis_catalog.application.own_templates.queries.versions import (
    TemplateDiff,
    TemplateVersionDetail,
    TemplateVersions,
    VersionsOfTemplates,
)
from aegis_catalog.application.templates.queries.templates import TemplateDetail, Templates
from aegis_catalog.entrypoints.http.tags import changed, version_in
from aegis_catalog.entrypoints.http.template_requests import (
    ApproveRequest,
    ForkRequest,
    RetireManyRequest,
    RetireRequest,
    TemplatePatch,
    TemplateRequest,
    TemplatesRequest,
    given_in,
    told_in,
)
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.bulk import Atomic, BulkAnswer, bulk_answer
from aegis_chassis.web.etags import IfMatch, cacheable
from aegis_kernel.bulk import Outcome
from aegis_kernel.errors import DomainError

BODY_BYTES = 8 * 1024 * 1024
Revision = Annotated[int, QueryParameter(ge=1, le=2**31 - 1)]


class OwnTemplateController(Controller):
    """Test templates of our own."""

    path = "/test-templates"
    tags = ("Test templates",)

    @post(operation_id="test_templates.create")
    async def create(
        self,
        caller: CurrentCaller,
        data: JSONBody[TemplateRequest],
        add: FromDishka[AddTemplates],
        templates: FromDishka[Templates],
    ) -> Response[TemplateDetail]:
        """Writes a template of our own: a draft, until a lead who did not write it approves it."""
        [outcome] = await add(caller, AddTemplatesCommand(items=[told_in(data)], comment=data.comment))
        return await _shown(caller, _done(outcome), templates, made=True)

    @post("/bulk", operation_id="test_templates.bulk", status_code=200, request_max_body_size=BODY_BYTES)
    async def bulk(
        self,
        caller: CurrentCaller,
        data: JSONBody[TemplatesRequest],
        add: FromDishka[AddTemplates],
        atomic: Atomic = False,
    ) -> Response[BulkAnswer]:
        """Writes many."""
        items = [told_in(one) for one in data.items]
        return bulk_answer(await add(caller, AddTemplatesCommand(items=items, atomic=atomic)))

    @post("/bulk/approve", operation_id="test_templates.bulk.approve", status_code=200)
    async def approve_many(
        self,
        caller: CurrentCaller,
        data: JSONBody[ApproveRequest],
        decide: FromDishka[DecideTemplates],
        atomic: Atomic = False,
    ) -> Response[BulkAnswer]:
        """Approves many."""
        command = DecideTemplatesCommand(template_ids=data.items, decision="approve", atomic=atomic)
        return bulk_answer(await decide(caller, command), done=200)

    @post("/bulk/retire", operation_id="test_templates.bulk.retire", status_code=200)
    async def retire_many(
        self,
        caller: CurrentCaller,
        data: JSONBody[RetireManyRequest],
        decide: FromDishka[DecideTemplates],
        atomic: Atomic = False,
    ) -> Response[BulkAnswer]:
        """Retires many."""
        command = DecideTemplatesCommand(template_ids=data.items, decision="retire", reason=data.reason, atomic=atomic)
        return bulk_answer(await decide(caller, command), done=200)

    @patch("/{template_id:uuid}", operation_id="test_templates.change")
    async def change(
        self,
        caller: CurrentCaller,
        template_id: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[TemplatePatch],
        edit: FromDishka[EditTemplate],
        templates: FromDishka[Templates],
    ) -> Response[TemplateDetail]:
        """Writes a new version of one of our own; it waits for approval again."""
        command = EditTemplateCommand(
            template_id=template_id, version=version_in(if_match), fields=given_in(data), comment=data.comment
        )
        await edit(caller, command)
        return await _shown(caller, template_id, templates)

    @post("/{template_id:uuid}/fork", operation_id="test_templates.fork")
    async def fork(
        self,
        caller: CurrentCaller,
        template_id: FromPath[UUID],
        data: JSONBody[ForkRequest],
        fork: FromDishka[ForkTemplate],
        templates: FromDishka[Templates],
    ) -> Response[TemplateDetail]:
        """Makes one of our own of another one, upstream's or ours."""
        command = ForkTemplateCommand(template_id=template_id, name=data.name, comment=data.comment)
        made = await fork(caller, command)
        return await _shown(caller, made.id, templates, made=True)

    @post("/{template_id:uuid}/approve", operation_id="test_templates.approve", status_code=200)
    async def approve(
        self,
        caller: CurrentCaller,
        template_id: FromPath[UUID],
        if_match: IfMatch,
        decide: FromDishka[DecideTemplates],
        templates: FromDishka[Templates],
    ) -> Response[TemplateDetail]:
        """Lets tests be made of it."""
        command = DecideTemplatesCommand(template_ids=[template_id], decision="approve", version=version_in(if_match))
        [outcome] = await decide(caller, command)
        return await _shown(caller, _done(outcome), templates)

    @post("/{template_id:uuid}/retire", operation_id="test_templates.retire", status_code=200)
    async def retire(
        self,
        caller: CurrentCaller,
        template_id: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[RetireRequest],
        decide: FromDishka[DecideTemplates],
        templates: FromDishka[Templates],
    ) -> Response[TemplateDetail]:
        """Takes it out of use; past tests keep it."""
        command = DecideTemplatesCommand(
            template_ids=[template_id], decision="retire", reason=data.reason, version=version_in(if_match)
        )
        [outcome] = await decide(caller, command)
        return await _shown(caller, _done(outcome), templates)

    @get("/{template_id:uuid}/versions", operation_id="test_templates.versions.list")
    async def versions(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        template_id: FromPath[UUID],
        versions: FromDishka[VersionsOfTemplates],
    ) -> Response[TemplateVersions]:
        """Who wrote which version of one of our own."""
        return cacheable(request, await versions.all_of(caller, template_id))

    @get("/{template_id:uuid}/versions/{revision:int}", operation_id="test_templates.versions.get")
    async def version(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        template_id: FromPath[UUID],
        revision: FromPath[int],
        versions: FromDishka[VersionsOfTemplates],
    ) -> Response[TemplateVersionDetail]:
        """All that a version says."""
        return cacheable(request, await versions.one(caller, template_id, min(revision, 2**31 - 1)))

    @get("/{template_id:uuid}/versions/diff", operation_id="test_templates.versions.diff")
    async def diff(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        template_id: FromPath[UUID],
        versions: FromDishka[VersionsOfTemplates],
        before: Revision,
        after: Revision,
    ) -> Response[TemplateDiff]:
        """What differs between two versions, field by field."""
        return cacheable(request, await versions.diff(caller, template_id, before, after))


def _done(outcome: Outcome) -> UUID:
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


async def _shown(
    caller: CurrentCaller, template_id: UUID, templates: Templates, *, made: bool = False
) -> Response[TemplateDetail]:
    found = await templates.one(caller, str(template_id))
    answer = changed(found, version=found.version, status_code=201 if made else 200)
    if made:
        answer.headers["Location"] = f"/api/v1/test-templates/{template_id}"
    return answer
