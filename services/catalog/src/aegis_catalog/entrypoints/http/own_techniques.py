"""Techniques of our own over HTTP: made and changed below ``/techniques``, read like all others."""

from typing import Annotated

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Response, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from aegis_catalog.application.own_techniques.commands.add_technique import AddTechnique, AddTechniqueCommand
from aegis_catalog.application.own_techniques.commands.deprecate_technique import (
    DeprecateTechnique,
    DeprecateTechniqueCommand,
)
from aegis_catalog.application.own_techniques.commands.edit_technique import EditTechnique, EditTechniqueCommand
from aegis_catalog.application.own_techniques.commands.reinstate_technique import (
    ReinstateTechnique,
    ReinstateTechniqueCommand,
)
from aegis_catalog.application.own_techniques.commands.retire_technique import RetireTechnique, RetireTechniqueCommand
from aegis_catalog.application.own_techniques.commands.succeed_technique import (
    SucceedTechnique,
    SucceedTechniqueCommand,
)
from aegis_catalog.application.techniques.queries.techniques import TechniqueDetail, Techniques
from aegis_catalog.domain.content import Domain
from aegis_catalog.domain.own_technique import TACTICS_MOST, URL_LONGEST
from aegis_catalog.entrypoints.http.given import Name, Names, Reason, Reference
from aegis_catalog.entrypoints.http.tags import changed, version_in
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch

TacticReferences = Annotated[tuple[Reference, ...], Meta(max_length=TACTICS_MOST)]
Url = Annotated[str, Meta(max_length=URL_LONGEST)]


class TechniqueRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A technique of our own, in tactics (by id or public id) of one domain. `description` is Markdown, at most 64 KiB.
    Its public id, X0001 and so on, is given here."""

    name: Name
    tactics: TacticReferences
    domain: Domain = "enterprise"
    description: str = ""
    platforms: Names = ()
    parent: Reference | None = None
    url: Url | None = None


class TechniquePatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out, or null, stays as it is; an empty `url` takes it away."""

    name: Name | None = None
    tactics: TacticReferences | None = None
    description: str | None = None
    platforms: Names | None = None
    url: Url | None = None


class ReasonRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why."""

    reason: Reason


class SuccessorRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The technique that takes its place, by id or public id, and why."""

    successor: Reference
    reason: Reason


class OwnTechniqueController(Controller):
    """Techniques of our own."""

    path = "/techniques"
    tags = ("Techniques",)

    @post(operation_id="techniques.create")
    async def create(
        self,
        caller: CurrentCaller,
        data: JSONBody[TechniqueRequest],
        add: FromDishka[AddTechnique],
        techniques: FromDishka[Techniques],
    ) -> Response[TechniqueDetail]:
        """Makes a technique of our own."""
        command = AddTechniqueCommand(
            name=data.name,
            domain=data.domain,
            tactics=data.tactics,
            description=data.description,
            platforms=data.platforms,
            parent=data.parent,
            url=data.url,
        )
        technique = await add(caller, command)
        found = await techniques.one(caller, str(technique.id))
        answer = changed(found, version=found.version, status_code=201)
        answer.headers["Location"] = f"/api/v1/techniques/{technique.id}"
        return answer

    @patch("/{technique:str}", operation_id="techniques.change")
    async def change(
        self,
        caller: CurrentCaller,
        technique: FromPath[str],
        if_match: IfMatch,
        data: JSONBody[TechniquePatch],
        edit: FromDishka[EditTechnique],
        techniques: FromDishka[Techniques],
    ) -> Response[TechniqueDetail]:
        """Says otherwise what one of our own is."""
        command = EditTechniqueCommand(
            technique=technique,
            version=version_in(if_match),
            name=data.name,
            tactics=data.tactics,
            description=data.description,
            platforms=data.platforms,
            url=data.url,
        )
        await edit(caller, command)
        found = await techniques.one(caller, technique)
        return changed(found, version=found.version)

    @post("/{technique:str}/deprecate", operation_id="techniques.deprecate", status_code=200)
    async def deprecate(
        self,
        caller: CurrentCaller,
        technique: FromPath[str],
        if_match: IfMatch,
        data: JSONBody[ReasonRequest],
        deprecate: FromDishka[DeprecateTechnique],
        techniques: FromDishka[Techniques],
    ) -> Response[TechniqueDetail]:
        """Says that one of our own is not used any longer."""
        command = DeprecateTechniqueCommand(technique=technique, version=version_in(if_match), reason=data.reason)
        await deprecate(caller, command)
        found = await techniques.one(caller, technique)
        return changed(found, version=found.version)

    @post("/{technique:str}/retire", operation_id="techniques.retire", status_code=200)
    async def retire(
        self,
        caller: CurrentCaller,
        technique: FromPath[str],
        if_match: IfMatch,
        data: JSONBody[ReasonRequest],
        retire: FromDishka[RetireTechnique],
        techniques: FromDishka[Techniques],
    ) -> Response[TechniqueDetail]:
        """Takes one of our own out of the catalogue; what was tested stays."""
        command = RetireTechniqueCommand(technique=technique, version=version_in(if_match), reason=data.reason)
        await retire(caller, command)
        found = await techniques.one(caller, technique)
        return changed(found, version=found.version)

    @post("/{technique:str}/reinstate", operation_id="techniques.reinstate", status_code=200)
    async def reinstate(
        self,
        caller: CurrentCaller,
        technique: FromPath[str],
        if_match: IfMatch,
        data: JSONBody[ReasonRequest],
        reinstate: FromDishka[ReinstateTechnique],
        techniques: FromDishka[Techniques],
    ) -> Response[TechniqueDetail]:
        """Takes back that one of our own was deprecated, retired, or gave its place to another."""
        command = ReinstateTechniqueCommand(technique=technique, version=version_in(if_match), reason=data.reason)
        await reinstate(caller, command)
        found = await techniques.one(caller, technique)
        return changed(found, version=found.version)

    @post("/{technique:str}/succeed", operation_id="techniques.succeed", status_code=200)
    async def succeed(
        self,
        caller: CurrentCaller,
        technique: FromPath[str],
        if_match: IfMatch,
        data: JSONBody[SuccessorRequest],
        succeed: FromDishka[SucceedTechnique],
        techniques: FromDishka[Techniques],
    ) -> Response[TechniqueDetail]:
        """Lets another technique take the place of one of our own: tests, tags, lists and whatever else points to it
        follow."""
        command = SucceedTechniqueCommand(
            technique=technique, version=version_in(if_match), successor=data.successor, reason=data.reason
        )
        await succeed(caller, command)
        found = await techniques.one(caller, technique)
        return changed(found, version=found.version)
