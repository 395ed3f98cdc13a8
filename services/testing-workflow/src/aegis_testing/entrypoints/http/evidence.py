"""Evidence over HTTP: upload, list, download, replace, withdraw, verify."""

from contextlib import nullcontext
from typing import Annotated, Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Redirect, Stream
from msgspec import Meta, Struct

from aegis_chassis.web.audit import AuditTrail
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch, answered, cacheable, created, etag_of
from aegis_chassis.web.openapi import API
from aegis_chassis.web.paging import Pages, PageView
from aegis_chassis.web.uploads import STREAMED
from aegis_contracts.testing_tests import TESTING_TESTS
from aegis_testing.application.commands.attach_evidence import AttachEvidence, AttachEvidenceCommand
from aegis_testing.application.commands.caption_evidence import CaptionEvidence, CaptionEvidenceCommand
from aegis_testing.application.commands.replace_evidence import ReplaceEvidence, ReplaceEvidenceCommand
from aegis_testing.application.commands.withdraw_evidence import WithdrawEvidence, WithdrawEvidenceCommand
from aegis_testing.application.ports import EvidenceStore
from aegis_testing.application.queries.evidence import EvidenceView, evidence_view
from aegis_testing.application.queries.evidence_files import (
    SORTS,
    DownloadEvidence,
    ListEvidence,
    OneEvidence,
    Verification,
    VerifyEvidence,
)
from aegis_testing.domain.limits import MAX_REASON
from aegis_testing.entrypoints.http import asked
from aegis_testing.entrypoints.http.evidence_asked import MediaTypes, Sides, Tests, attachment, filters_of
from aegis_testing.entrypoints.http.evidence_form import EvidenceForm, form_of, malware_of, require_some_work
from aegis_testing.entrypoints.http.receiving import Downloads, EvidenceLimits, received
from aegis_testing.entrypoints.http.requests import ReasonRequest
from aegis_testing.entrypoints.http.sealing import sealed


class CaptionRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    caption: Annotated[str, Meta(max_length=MAX_REASON)]


class EvidenceController(Controller):
    """Evidence. Its ETag is the piece's own version, not the test's."""

    path = "/evidence"
    tags = ("Evidence",)

    @get(operation_id="evidence.list")
    async def page(
        self,
        caller: CurrentCaller,
        paging: Pages,
        evidence: FromDishka[ListEvidence],
        tests: Tests = None,
        sides: Sides = None,
        media_types: MediaTypes = None,
        uploaders: asked.Authors = None,
        withdrawn: FromQuery[bool | None] = None,
    ) -> PageView[EvidenceView]:
        """Evidence, the latest first."""
        filters = filters_of(caller, tests, sides, media_types, uploaders, withdrawn)
        return paging.answer(await evidence(caller, filters, paging.request(SORTS, default="-at")))

    @post(operation_id="evidence.attach", opt=STREAMED, request_max_body_size=None)
    async def attach(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        limits: FromDishka[EvidenceLimits],
        attach: FromDishka[AttachEvidence],
    ) -> Response[EvidenceView]:
        """Attaches a file to a side of a test: multipart with `file`, `test_id`, `side` and perhaps `caption`. Its type
        is looked at, not believed; its name becomes a label. With `malware` (`true`) it is kept in an encrypted zip
        only, whose password the answer shows."""
        require_some_work(caller)
        async with received(request, limits) as (file, fields):
            form: EvidenceForm = form_of(fields)
            malware = malware_of(fields, others=frozenset({"test_id", "side", "caption"}))
            async with sealed(file) if malware else nullcontext(file) as kept:
                command = AttachEvidenceCommand(test=form.test, side=form.side, file=kept, caption=form.caption)
                test, piece = await attach(caller, command)
        view = evidence_view(test, piece)
        return created(view, version=view.version, location=f"{API}/evidence/{view.id}")

    @get("/{evidence_id:uuid}", operation_id="evidence.get")
    async def one(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        evidence_id: FromPath[UUID],
        one: FromDishka[OneEvidence],
    ) -> Response[EvidenceView]:
        """One piece: what is known of it."""
        view = await one(caller, evidence_id)
        return cacheable(request, view, etag=etag_of(view.version))

    @patch("/{evidence_id:uuid}", operation_id="evidence.caption")
    async def caption(
        self,
        caller: CurrentCaller,
        evidence_id: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[CaptionRequest],
        caption: FromDishka[CaptionEvidence],
    ) -> Response[EvidenceView]:
        """Changes its caption, until the test is validated."""
        command = CaptionEvidenceCommand(evidence_id=evidence_id, version=if_match, caption=data.caption)
        test, piece = await caption(caller, command)
        return answered(evidence_view(test, piece), version=piece.version)

    @get("/{evidence_id:uuid}/download", operation_id="evidence.download")
    async def download(
        self,
        caller: CurrentCaller,
        evidence_id: FromPath[UUID],
        download: FromDishka[DownloadEvidence],
        audit: FromDishka[AuditTrail],
        downloads: FromDishka[Downloads],
        store: FromDishka[EvidenceStore],
    ) -> Stream | Redirect:
        """Its bytes, as an attachment that a browser neither runs nor guesses at; or, where downloads are presigned,
        the way to them (307), good for a short time."""
        found = await download(caller, evidence_id)
        await audit.tell(
            TESTING_TESTS.name,
            str(found.view.test_id),
            changed={f"evidence/{evidence_id}": [None, {"downloaded": "" if found.hidden else found.view.name}]},
        )
        if downloads.presigned_seconds:
            view, seconds = found.view, downloads.presigned_seconds
            address = await store.address(view.sha256, seconds=seconds, filename=view.name)
            if address is not None:
                return Redirect(address, status_code=307, headers={"Cache-Control": "no-store"})
        return Stream(
            found.chunks,
            media_type=found.view.media_type,
            headers={
                "Content-Disposition": attachment(found.view.name),
                "Content-Length": str(found.view.size),
                "Content-Security-Policy": "default-src 'none'; sandbox",
                "ETag": f'"{found.view.sha256}"',
            },
        )

    @post(
        "/{evidence_id:uuid}/replace",
        operation_id="evidence.replace",
        opt=STREAMED,
        request_max_body_size=None,
        status_code=200,
    )
    async def replace(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        evidence_id: FromPath[UUID],
        if_match: IfMatch,
        limits: FromDishka[EvidenceLimits],
        replace: FromDishka[ReplaceEvidence],
    ) -> Response[EvidenceView]:
        """Puts another file in its place before its side is submitted; its uploader may."""
        require_some_work(caller)
        async with (
            received(request, limits) as (file, fields),
            sealed(file) if malware_of(fields) else nullcontext(file) as kept,
        ):
            command = ReplaceEvidenceCommand(evidence_id=evidence_id, version=if_match, file=kept)
            test, piece = await replace(caller, command)
        return answered(evidence_view(test, piece), version=piece.version)

    @post("/{evidence_id:uuid}/withdraw", operation_id="evidence.withdraw", status_code=200)
    async def withdraw(
        self,
        caller: CurrentCaller,
        evidence_id: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[ReasonRequest],
        withdraw: FromDishka[WithdrawEvidence],
    ) -> Response[EvidenceView]:
        """Takes it out of use for good; a lead may, at any time. It stays on record, with the reason."""
        command = WithdrawEvidenceCommand(evidence_id=evidence_id, version=if_match, reason=data.reason)
        test, piece = await withdraw(caller, command)
        return answered(evidence_view(test, piece), version=piece.version)

    @post("/{evidence_id:uuid}/verify", operation_id="evidence.verify", status_code=200)
    async def verify(
        self, caller: CurrentCaller, evidence_id: FromPath[UUID], verify: FromDishka[VerifyEvidence]
    ) -> Verification:
        """Computes the hash of its bytes again. It changes nothing, so it takes no version."""
        return await verify(caller, evidence_id)
