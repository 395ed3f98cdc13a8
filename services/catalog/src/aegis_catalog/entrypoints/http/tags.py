"""ETags of things that are both changed here and shown with what others say of them.

Such a tag is a number: the version to change the thing with, and ten digits of a hash of all that is shown, so that a
cache sees every difference and a change is refused only when the thing itself has gone on.
"""

import hashlib
from typing import Any

import msgspec
from litestar import Request, Response

from aegis_chassis.web.etags import cacheable

_HASHES = 10**10


def shown(request: Request[Any, Any, Any], view: Any, *, version: int) -> Response[Any]:
    """The answer to a read: 304 when the client has it."""
    content = msgspec.json.encode(view)
    return cacheable(request, content, etag=tag_of(content, version))


def changed(view: Any, *, version: int, status_code: int = 200) -> Response[Any]:
    """The answer to a change: the thing as it is now, with its tag."""
    content = msgspec.json.encode(view)
    headers = {"ETag": tag_of(content, version)}
    return Response(content, status_code=status_code, headers=headers, media_type="application/json")


def tag_of(content: bytes, version: int) -> str:
    """The tag of what is shown of a thing in this version."""
    digest = int.from_bytes(hashlib.blake2b(content, digest_size=8).digest()) % _HASHES
    return f'"{version}{digest:010d}"'


def version_in(tag: int) -> int:
    """The version in a tag that came back, whole or as a refusal named it: the version alone."""
    return tag // _HASHES if tag >= _HASHES else tag
