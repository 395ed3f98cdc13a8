"""More of evidence over HTTP: redacted copies, previews, many verified at once, the list of hashes."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Stream

from aegis_chassis.web.audit import AuditTrail
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import created
from aegis_chassis.web.openapi import API
from aegis_chassis.web.paging import Pages, PageView
from aegis_chassis.web.uploads import STREAMED
from aegis_contracts.testing_tests import TESTING_TESTS
from aegis_testing.application.commands.redact_evidence import RedactEvidence, RedactEvidenceCommand
from aegis_testing.application.queries.evidence import EvidenceView, evidence_view
from aegis_testing.application.queries.evidence_files import SORTS, Verification
from aegis_testing.application.queries.evidence_many import EvidenceHashes, HashLine, VerifyManyEvidence
from aegis_testing.application.queries.evidence_preview import PreviewEvidence
from aegis_testing.entrypoints.http import asked
from aegis_testing.entrypoints.http.csv_cells import csv_lines
from aegis_testing.entrypoints.http.evidence_asked import MediaTypes, Sides, Tests, attachment, filters_of
from aegis_testing.entrypoints.http.evidence_form import malware_of, require_some_work
from aegis_testing.entrypoints.http.receiving import EvidenceLimits, received

Format = Annotated[Literal["json", "csv"], QueryParameter(description="`json` or `csv`.")]
INERT = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class ManyEvidenceController(Controller):
    """Evidence, copies and many at once."""

    path = "/evidence"
    tags = ("Evidence",)

    @post("/{evidence_id:uuid}/redacted", operation_id="evidence.redact", opt=STREAMED, request_max_body_size=None)
    async def redact(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        evidence_id: FromPath[UUID],
        limits: FromDishka[EvidenceLimits],
        redact: FromDishka[RedactEvidence],
    ) -> Response[EvidenceView]:
        """Puts a redacted copy beside it: multipart with `file` and perhaps `caption`. The original stays as it is;
        reports take the copy."""
        require_some_work(caller)
        async with received(request, limits) as (file, fields):
            malware_of({name: value for name, value in fields.items() if name != "caption"} | {"malware": "false"})
            command = RedactEvidenceCommand(evidence_id=evidence_id, file=file, caption=fields.get("caption", ""))
            test, piece = await redact(caller, command)
        view = evidence_view(test, piece)
        return created(view, version=view.version, location=f"{API}/evidence/{view.id}")

    @get("/{evidence_id:uuid}/preview", operation_id="evidence.preview")
    async def preview(
        self,
        caller: CurrentCaller,
        evidence_id: FromPath[UUID],
        preview: FromDishka[PreviewEvidence],
        audit: FromDishka[AuditTrail],
    ) -> Stream:
        """A picture, or the beginning of a text as plain text: nothing in it can run. `Aegis-Whole` says whether it is
        all of it."""
        found = await preview(caller, evidence_id)
        shown = {"previewed": "" if found.hidden else found.view.name}
        await audit.tell(
            TESTING_TESTS.name, str(found.view.test_id), changed={f"evidence/{evidence_id}": [None, shown]}
        )
        return Stream(
            found.chunks,
            media_type=found.media_type,
            headers={
                **INERT,
                "Content-Disposition": attachment(found.view.name, disposition="inline"),
                "Aegis-Whole": "true" if found.whole else "false",
                "Cache-Control": "private, no-store",
            },
        )

    @post("/verify", operation_id="evidence.verify_many", status_code=200)
    async def verify(
        self,
        caller: CurrentCaller,
        paging: Pages,
        verify: FromDishka[VerifyManyEvidence],
        tests: Tests = None,
        sides: Sides = None,
        media_types: MediaTypes = None,
        uploaders: asked.Authors = None,
        withdrawn: FromQuery[bool | None] = None,
    ) -> PageView[Verification]:
        """Computes the hashes of all evidence, or of a test's, again: a page at a time, as the list has them."""
        filters = filters_of(caller, tests, sides, media_types, uploaders, withdrawn)
        return paging.answer(await verify(caller, filters, paging.request(SORTS, default="at")))

    @get("/hashes", operation_id="evidence.hashes")
    async def hashes(
        self,
        caller: CurrentCaller,
        hashes: FromDishka[EvidenceHashes],
        audit: FromDishka[AuditTrail],
        format: Format = "json",  # noqa: A002  # its name in the address
        tests: Tests = None,
        sides: Sides = None,
        media_types: MediaTypes = None,
        uploaders: asked.Authors = None,
        withdrawn: FromQuery[bool | None] = None,
    ) -> Stream:
        """The list of hashes of all evidence, or of a test's, as a file: for whoever keeps it in custody."""
        filters = filters_of(caller, tests, sides, media_types, uploaders, withdrawn)
        pages = await hashes(caller, filters)
        await audit.tell(TESTING_TESTS.name, "-", changed={"hashes": [None, {"exported": format}]})
        return Stream(
            _csv(pages) if format == "csv" else _json(pages),
            media_type="text/csv" if format == "csv" else "application/json",
            headers={"Content-Disposition": attachment(f"evidence-hashes.{format}")},
        )


async def _csv(pages: AsyncIterator[Sequence[HashLine]]) -> AsyncIterator[bytes]:
    names = HashLine.__struct_fields__
    yield csv_lines([names])
    async for page in pages:
        yield csv_lines([[getattr(line, name) for name in names] for line in page])


async def _json(pages: AsyncIterator[Sequence[HashLine]]) -> AsyncIterator[bytes]:
    before = b'{"items":['
    async for page in pages:
        for line in page:
            yield before + msgspec.json.encode(line)
            before = b","
    yield b"]}" if before == b"," else b'{"items":[]}'
