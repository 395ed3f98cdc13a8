"""ETags: of a version for what is changed, of the content for what is only read; and the headers that use them."""

import hashlib
import re
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import HeaderParameter

from aegis_chassis.web.errors import NeedsVersion

T = TypeVar("T")

_VERSION = re.compile(r'\A"(\d{1,18})"\Z')


def etag_of(version: int) -> str:
    """The strong ETag of a version: ``"7"``."""
    return f'"{version}"'


def expected_version(
    if_match_header: Annotated[
        str | None, HeaderParameter(name="If-Match", description='The ETag that the change was decided on: `"7"`.')
    ] = None,
) -> int:
    """The version in ``If-Match``. Raises `NeedsVersion` (428) without one, and for ``*`` and weak tags: they do not
    say what the caller saw. A list of tags is refused too; several versions cannot all be the one decided on."""
    if if_match_header is None:
        raise NeedsVersion("This change needs If-Match with the ETag of the version that it was decided on.")
    found = _VERSION.match(if_match_header.strip())
    if found is None:
        raise NeedsVersion(f'If-Match has to be one ETag as it was answered, such as "7"; not {if_match_header[:40]}.')
    return int(found[1])


IfMatch = NamedDependency[int]
"""Declare ``if_match: IfMatch`` in a handler that changes an existing thing: the version it was decided on."""


def answered(view: T, *, version: int, status_code: int = 200, headers: Mapping[str, str] | None = None) -> Response[T]:
    """A view of a thing with the ETag of its version."""
    return Response(view, status_code=status_code, headers={"ETag": etag_of(version), **(headers or {})})


def created(view: T, *, version: int, location: str) -> Response[T]:
    """The answer to a POST that made something: 201 with where it is and its ETag. `location` is its path."""
    return answered(view, version=version, status_code=201, headers={"Location": location})


def content_etag(content: bytes) -> str:
    """The strong ETag of what is only read: a hash of its bytes."""
    return f'"{hashlib.blake2b(content, digest_size=16).hexdigest()}"'


def matches(if_none_match: str | None, etag: str) -> bool:
    """Whether the client has that content already."""
    if if_none_match is None:
        return False
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag in tags or "*" in tags


def cacheable(request: Request[Any, Any, Any], view: Any, *, etag: str | None = None) -> Response[Any]:
    """A read's answer with a strong ETag, or 304 without a body when the client has it. `etag` is for whoever knows
    it without building the answer; else it is the hash of the JSON."""
    content = view if isinstance(view, bytes) else msgspec.json.encode(view)
    etag = etag or content_etag(content)
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}
    if matches(request.headers.get("If-None-Match"), etag):
        return Response(b"", status_code=304, headers=headers, media_type="application/json")
    return Response(content, headers=headers, media_type="application/json")
