"""Test templates of our own over HTTP: made and changed below ``/test-templates``, read like all others."""

from typing import Annotated, Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import UNSET, Meta, Struct, UnsetType

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
from aegis_catalog.domain.own_template import NAME_LONGEST, TECHNIQUES_MOST, TemplateTold
from aegis_catalog.entrypoints.http.given import Name, Names, Reason, Reference
from aegis_catalog.entrypoints.http.tags import changed, version_in
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.bulk import Atomic, BulkAnswer, bulk_answer
from aegis_chassis.web.etags import IfMatch, cacheable
from aegis_contracts.imported.templates import Argument, Dependency
from aegis_kernel.bulk import ITEMS_MOST, Outcome
from aegis_kernel.errors import DomainError

BODY_BYTES = 8 * 1024 * 1024
TemplateName = Annotated[str, Meta(min_length=1, max_length=NAME_LONGEST)]
TechniqueReferences = Annotated[tuple[Reference, ...], Meta(max_length=TECHNIQUES_MOST)]
Revision = Annotated[int, QueryParameter(ge=1, le=2**31 - 1)]


class ArgumentRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Stands in the command as `#{name}`; without a default a person or a campaign fills it."""

    name: str
    description: str = ""
    type: str = ""
    default: str | None = None


class DependencyRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What has to be there before it runs: how to look, how to get it."""

    description: str = ""
    check: str | None = None
    get: str | None = None


class TemplateRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A template of our own, for techniques by id or public id. A command, a clean-up and a description have at most
    64 KiB each. To save a test's procedure, send its name, command, clean-up and arguments."""

    name: TemplateName
    techniques: TechniqueReferences
    command: str
    description: str = ""
    platforms: Names = ()
    executor: Name = "manual"
    cleanup: str | None = None
    arguments: tuple[ArgumentRequest, ...] = ()
    dependencies: tuple[DependencyRequest, ...] = ()
    dependency_executor: Name | None = None
    privileges: Names = ()
    elevation_required: bool = False
    skill: Name | None = None
    references: tuple[str, ...] = ()
    comment: Reason = ""


class TemplatePatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is; null takes a clean-up, an executor of dependencies or a skill away."""

    name: TemplateName | UnsetType = UNSET
    techniques: TechniqueReferences | UnsetType = UNSET
    command: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    platforms: Names | UnsetType = UNSET
    executor: Name | UnsetType = UNSET
    cleanup: str | UnsetType | None = UNSET
    arguments: tuple[ArgumentRequest, ...] | UnsetType = UNSET
    dependencies: tuple[DependencyRequest, ...] | UnsetType = UNSET
    dependency_executor: Name | UnsetType | None = UNSET
    privileges: Names | UnsetType = UNSET
    elevation_required: bool | UnsetType = UNSET
    skill: Name | UnsetType | None = UNSET
    references: tuple[str, ...] | UnsetType = UNSET
    comment: Reason = ""


class ForkRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Its name, if it is to have another one."""

    name: TemplateName | None = None
    comment: Reason = ""


class RetireRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why."""

    reason: Reason


class TemplatesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    items: Annotated[tuple[TemplateRequest, ...], Meta(min_length=1, max_length=ITEMS_MOST)]


class ApproveRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    items: Annotated[tuple[UUID, ...], Meta(min_length=1, max_length=ITEMS_MOST)]


class RetireManyRequest(ApproveRequest, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reason: Reason


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
        [outcome] = await add(caller, AddTemplatesCommand(items=[_told(data)], comment=data.comment))
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
        items = [_told(one) for one in data.items]
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
            template_id=template_id, version=version_in(if_match), fields=_given(data), comment=data.comment
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


def _told(data: TemplateRequest) -> TemplateTold:
    fields = {name: getattr(data, name) for name in TemplateTold.__struct_fields__}
    return TemplateTold(**_contents(fields))


def _given(data: TemplatePatch) -> dict[str, Any]:
    fields = {name: getattr(data, name) for name in TemplateTold.__struct_fields__}
    return _contents({name: given for name, given in fields.items() if given is not UNSET})


def _contents(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with arguments and dependencies as templates hold them."""
    made: dict[str, Any] = dict(fields)
    for name, kind in (("arguments", Argument), ("dependencies", Dependency)):
        if name in made:
            made[name] = tuple(
                kind(**{field: getattr(one, field) for field in kind.__struct_fields__}) for one in made[name]
            )
    return made


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
