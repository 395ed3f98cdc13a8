"""What a list of evidence is asked for, and how a file is sent as an attachment."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from litestar.params import QueryParameter

from aegis_kernel.rights import Caller
from aegis_testing.application.queries.evidence_files import EvidenceFilters
from aegis_testing.domain.words import SideName
from aegis_testing.entrypoints.http import asked
from aegis_testing.entrypoints.http.refs import test_ref

Tests = Annotated[list[asked.Word] | None, QueryParameter(name="test_id", description="Tests, by id or number.")]
Sides = Annotated[list[SideName] | None, QueryParameter(name="side", description="`red`, `blue`.")]
MediaTypes = Annotated[list[asked.Word] | None, QueryParameter(name="media_type", description="As it was sniffed.")]


def filters_of(
    caller: Caller,
    tests: Sequence[str] | None,
    sides: Sequence[SideName] | None,
    media_types: Sequence[str] | None,
    uploaders: Sequence[str] | None,
    withdrawn: bool | None,
) -> EvidenceFilters:
    """Raises `Invalid`, `NotFound`."""
    refs = [test_ref(one) for one in tests or ()]
    return EvidenceFilters(
        tests=tuple(ref for ref in refs if isinstance(ref, UUID)),
        numbers=tuple(ref for ref in refs if isinstance(ref, int)),
        sides=asked.several(sides),
        media_types=asked.several(media_types),
        uploaders=asked.people(uploaders, caller, "author"),
        withdrawn=withdrawn,
    )


def attachment(name: str, *, disposition: str = "attachment") -> str:
    """RFC 6266: a plain name for old clients, the whole one in UTF-8."""
    plain = "".join(one if one.isascii() and one.isprintable() and one not in '"\\%' else "_" for one in name)
    return f"{disposition}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
