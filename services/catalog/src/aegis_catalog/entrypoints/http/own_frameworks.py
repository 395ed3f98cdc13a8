"""Frameworks of our own over HTTP: uploaded as a table, replaced, withdrawn; read like all others."""

from typing import Annotated, Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, delete, post, put
from litestar.params import FromPath, FromQuery, QueryParameter
from msgspec import Struct

from aegis_catalog.application.own_frameworks.commands.upload_framework import (
    UploadFramework,
    UploadFrameworkCommand,
)
from aegis_catalog.application.own_frameworks.commands.withdraw_framework import (
    WithdrawFramework,
    WithdrawFrameworkCommand,
)
from aegis_catalog.application.own_frameworks.ports import OwnFramework, Uploaded
from aegis_catalog.domain.own_framework import COMMENT_LONGEST, ROWS_MOST, FrameworkRow, FrameworkTold
from aegis_catalog.domain.words import WORD_LONGEST
from aegis_catalog.entrypoints.http.tables import TABLE_BYTES, rows_of
from aegis_chassis.web.authentication import CurrentCaller

COLUMNS = ("control_id", "title", "technique_id", "comment")

Short = Annotated[str, QueryParameter(max_length=WORD_LONGEST)]
Description = Annotated[str, QueryParameter(max_length=COMMENT_LONGEST)]


class UploadAnswer(Struct, frozen=True, kw_only=True):
    """What an upload brought, or would. `number` counts uploads; `unknown_techniques` are ids that nobody knows yet, at
    most 100: they are linked when they appear."""

    id: UUID
    slug: str
    name: str
    number: int
    dry_run: bool
    controls: dict[str, int]
    mappings: int
    unknown_techniques: list[str]


class OwnFrameworkController(Controller):
    """Frameworks of our own."""

    path = "/frameworks"
    tags = ("Frameworks",)

    @post(operation_id="frameworks.create", request_max_body_size=TABLE_BYTES)
    async def create(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        upload: FromDishka[UploadFramework],
        slug: Short,
        name: Short,
        version: Short = "",
        publisher: Short = "",
        description: Description = "",
        dry_run: FromQuery[bool] = False,
    ) -> Response[UploadAnswer]:
        """Uploads a framework of our own: CSV (`text/csv`) with the columns control_id, title, technique_id, comment,
        or a JSON list of objects with these names. Lines with one control_id make one control. At most 20,000 lines and
        8 MiB. A line that cannot be read refuses all."""
        told = FrameworkTold(slug=slug, name=name, version=version, publisher=publisher, description=description)
        command = UploadFrameworkCommand(told=told, rows=await _rows(request), dry_run=dry_run)
        answer = _answer(*await upload(caller, command), dry_run=dry_run)
        if dry_run:
            return Response(answer, status_code=200)
        return Response(answer, status_code=201, headers={"Location": f"/api/v1/frameworks/{answer.slug}"})

    @put("/{framework:str}", operation_id="frameworks.replace", request_max_body_size=TABLE_BYTES)
    async def replace(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        framework: FromPath[str],
        upload: FromDishka[UploadFramework],
        name: Short = "",
        version: Short = "",
        publisher: Short = "",
        description: Description = "",
        dry_run: FromQuery[bool] = False,
    ) -> UploadAnswer:
        """Puts a table in the place of the one before: controls that are not in it are withdrawn, never deleted. What
        the query leaves out stays."""
        told = FrameworkTold(slug="", name=name, version=version, publisher=publisher, description=description)
        command = UploadFrameworkCommand(told=told, rows=await _rows(request), framework=framework, dry_run=dry_run)
        return _answer(*await upload(caller, command), dry_run=dry_run)

    @delete("/{framework:str}", operation_id="frameworks.withdraw")
    async def withdraw(
        self, caller: CurrentCaller, framework: FromPath[str], withdraw: FromDishka[WithdrawFramework]
    ) -> None:
        """Takes one of our own out of the catalogue: it stays as withdrawn, and another upload brings it back."""
        await withdraw(caller, WithdrawFrameworkCommand(framework=framework))


async def _rows(request: Request[Any, Any, Any]) -> list[FrameworkRow]:
    table = rows_of(await request.body(), request.headers.get("Content-Type", ""), COLUMNS, most=ROWS_MOST)
    return [FrameworkRow(line=row.line, **{name: row[name] for name in COLUMNS}) for row in table]


def _answer(framework: OwnFramework, uploaded: Uploaded, *, dry_run: bool) -> UploadAnswer:
    return UploadAnswer(
        id=framework.id,
        slug=framework.told.slug,
        name=framework.told.name,
        number=framework.number,
        dry_run=dry_run,
        controls={name: getattr(uploaded, name) for name in ("new", "changed", "unchanged", "withdrawn")},
        mappings=uploaded.mappings,
        unknown_techniques=list(uploaded.unknown),
    )
