"""Playbooks of techniques over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, delete, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Struct

from aegis_catalog.application.playbooks.commands.add_playbook import AddPlaybook, AddPlaybookCommand
from aegis_catalog.application.playbooks.commands.restore_playbook import RestorePlaybook, RestorePlaybookCommand
from aegis_catalog.application.playbooks.commands.revise_playbook import RevisePlaybook, RevisePlaybookCommand
from aegis_catalog.application.playbooks.commands.withdraw_playbook import WithdrawPlaybook, WithdrawPlaybookCommand
from aegis_catalog.application.playbooks.queries.playbooks import (
    PlaybookDetail,
    PlaybookRow,
    TechniquePlaybooks,
    written,
)
from aegis_catalog.domain.playbook import Kind
from aegis_catalog.entrypoints.http.asked import several
from aegis_catalog.entrypoints.http.given import Name
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch, answered, cacheable, created, etag_of
from aegis_chassis.web.paging import Pages, PageView


class PlaybookRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`text` is Markdown, at most 64 KiB; it is kept as it is."""

    kind: Kind
    title: Name
    text: str


class PlaybookPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out, or null, stays as it is."""

    title: Name | None = None
    text: str | None = None


class RestoreRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`number` is the version to be the newest again."""

    number: int


class PlaybookController(Controller):
    """Playbooks of one technique."""

    path = "/techniques/{technique:str}/playbooks"
    tags = ("Playbooks",)

    @get(operation_id="techniques.playbooks.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        technique: FromPath[str],
        paging: Pages,
        playbooks: FromDishka[TechniquePlaybooks],
        kind: Annotated[list[Kind] | None, QueryParameter(description="Kinds.")] = None,
    ) -> Response[PageView[PlaybookRow]]:
        """The playbooks that stand. While a blind test of the technique is open, those of the kind `attack` are only
        for who knows what it is about: red roles, admin, auditor."""
        wanted = paging.request({"title": str, "created_at": datetime, "updated_at": datetime}, default="title")
        return cacheable(request, paging.answer(await playbooks.page(caller, technique, several(kind), wanted)))

    @post(operation_id="techniques.playbooks.create")
    async def create(
        self,
        caller: CurrentCaller,
        technique: FromPath[str],
        data: JSONBody[PlaybookRequest],
        add: FromDishka[AddPlaybook],
    ) -> Response[PlaybookDetail]:
        """Begins a playbook."""
        command = AddPlaybookCommand(technique=technique, kind=data.kind, title=data.title, text=data.text)
        playbook = await add(caller, command)
        location = f"/api/v1/techniques/{playbook.technique.technique_id}/playbooks/{playbook.id}"
        return created(written(playbook), version=playbook.version, location=location)

    @get("/{playbook_id:uuid}", operation_id="techniques.playbooks.get")
    async def one(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        technique: FromPath[str],
        playbook_id: FromPath[UUID],
        playbooks: FromDishka[TechniquePlaybooks],
    ) -> Response[PlaybookDetail]:
        """A playbook with all its versions; withdrawn ones too."""
        found = await playbooks.one(caller, technique, playbook_id)
        return cacheable(request, found, etag=etag_of(found.version))

    @patch("/{playbook_id:uuid}", operation_id="techniques.playbooks.revise")
    async def revise(
        self,
        caller: CurrentCaller,
        technique: FromPath[str],
        playbook_id: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[PlaybookPatch],
        revise: FromDishka[RevisePlaybook],
    ) -> Response[PlaybookDetail]:
        """Writes a new version."""
        command = RevisePlaybookCommand(
            technique=technique, playbook_id=playbook_id, version=if_match, title=data.title, text=data.text
        )
        playbook = await revise(caller, command)
        return answered(written(playbook), version=playbook.version)

    @post("/{playbook_id:uuid}/restore", operation_id="techniques.playbooks.restore", status_code=200)
    async def restore(
        self,
        caller: CurrentCaller,
        technique: FromPath[str],
        playbook_id: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[RestoreRequest],
        restore: FromDishka[RestorePlaybook],
    ) -> Response[PlaybookDetail]:
        """Makes an older version the newest one again, as a new version."""
        command = RestorePlaybookCommand(
            technique=technique, playbook_id=playbook_id, version=if_match, number=data.number
        )
        playbook = await restore(caller, command)
        return answered(written(playbook), version=playbook.version)

    @delete("/{playbook_id:uuid}", operation_id="techniques.playbooks.withdraw", status_code=204)
    async def withdraw(
        self,
        caller: CurrentCaller,
        technique: FromPath[str],
        playbook_id: FromPath[UUID],
        if_match: IfMatch,
        withdraw: FromDishka[WithdrawPlaybook],
    ) -> None:
        """Takes it away; its versions stay readable at its address."""
        command = WithdrawPlaybookCommand(technique=technique, playbook_id=playbook_id, version=if_match)
        await withdraw(caller, command)
