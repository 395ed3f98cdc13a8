"""Uploads, streamed to a file: one file of a multipart form, or the whole body as it is."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Self

from litestar import Request
from litestar.exceptions import ClientException, InternalServerException
from multipart import (  # type: ignore[import-untyped]  # it ships no types
    MultipartError,
    MultipartSegment,
    PushMultipartParser,
    parse_options_header,
)

from aegis_chassis.web.errors import TooLarge, Unreadable

STREAMED = {"streamed": True}
"""``opt`` of handlers that read the body by `receive_upload`; they set ``request_max_body_size=None`` too, since the
limit is given to it."""

_MULTIPART = "multipart/form-data"
_FIELDS = 20
_FIELD_BYTES = 8 * 1024
_HEADER_BYTES = 4 * 1024
_AROUND = 64 * 1024
"""Bytes of a form beside its file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What came. `name` is what the sender calls the file: a label, never a path. `fields` are the form's texts."""

    name: str
    content_type: str | None
    size: int
    fields: dict[str, str] = field(default_factory=dict)


async def receive_upload(request: Request[Any, Any, Any], into: Path, *, limit: int) -> Upload:
    """Writes the uploaded file to `into` (0600) as it comes. Raises `TooLarge` beyond `limit` bytes, `Unreadable` for a
    form that is broken, holds no file or several, and for a body that ends early."""
    content_type, options = parse_options_header(request.headers.get("Content-Type", ""))
    announced = request.headers.get("Content-Length", "")
    if announced.isdigit() and int(announced) > limit + _AROUND:
        raise _too_large(limit)
    with _File(into, limit) as file:
        if content_type != _MULTIPART:
            async for chunk in _chunks(request):
                file.write(chunk)
            return Upload(name="upload", content_type=content_type or None, size=file.size)
        return await _form(request, options.get("boundary", ""), file, limit)


async def _form(request: Request[Any, Any, Any], boundary: str, file: "_File", limit: int) -> Upload:
    form = _Form(file)
    try:
        parser = PushMultipartParser(boundary, max_header_size=_HEADER_BYTES, max_segment_count=_FIELDS)
        came = 0
        async for chunk in _chunks(request):
            came += len(chunk)
            if came > limit + _AROUND:
                raise _too_large(limit)
            for event in parser.parse(chunk):
                form.take(event)
        parser.close()
    except (MultipartError, ValueError, UnicodeDecodeError) as error:
        raise Unreadable("bad_form", f"The form cannot be read: {error}.") from error
    if form.named is None:
        raise Unreadable("no_file", "The form holds no file.")
    return Upload(
        name=(form.named.filename or "upload")[:255],
        content_type=form.named.content_type,
        size=file.size,
        fields=form.fields,
    )


async def _chunks(request: Request[Any, Any, Any]) -> AsyncIterator[bytes]:
    try:
        async for chunk in request.stream():
            if chunk:
                yield chunk
    except (InternalServerException, ClientException) as error:
        raise Unreadable("broken_off", "The body ended before its end.") from error


class _Form:
    """Takes a parser's events: the file to its file, texts to `fields`."""

    def __init__(self, file: "_File") -> None:
        self._file = file
        self._part: MultipartSegment | None = None
        self._text = bytearray()
        self.named: MultipartSegment | None = None
        """The part that is the file."""
        self.fields: dict[str, str] = {}

    def take(self, event: MultipartSegment | bytes | bytearray | None) -> None:
        if isinstance(event, MultipartSegment):
            self._begin(event)
        elif event is None:
            if self._part is not None and self._part is not self.named:
                self.fields[self._part.name or ""] = self._text.decode()
            self._part = None
        elif self._part is not None and self._part is self.named:
            self._file.write(event)
        else:
            self._text += event
            if len(self._text) > _FIELD_BYTES:
                raise Unreadable("bad_form", f"A field of the form is longer than {_FIELD_BYTES} bytes.")

    def _begin(self, part: MultipartSegment) -> None:
        self._part = part
        self._text.clear()
        if part.filename is None:
            return
        if self.named is not None:
            raise Unreadable("several_files", "The form holds several files; one is taken at a time.")
        self.named = part


class _File:
    """A file of this user's alone, not larger than the limit."""

    def __init__(self, path: Path, limit: int) -> None:
        self._path = path
        self._limit = limit
        self._open: IO[bytes] | None = None
        self.size = 0

    def __enter__(self) -> Self:
        self._open = os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        return self

    def __exit__(self, *_: object) -> None:
        if self._open is not None:
            self._open.close()

    def write(self, chunk: bytes | bytearray) -> None:
        self.size += len(chunk)
        if self.size > self._limit:
            raise _too_large(self._limit)
        if self._open is not None:
            self._open.write(chunk)


def _too_large(limit: int) -> TooLarge:
    return TooLarge("too_large", f"The file is larger than the limit of {limit:,} bytes.")
