"""Request bodies: their media type, strict decoding into the handler's struct, and every fault named."""

from itertools import islice
from typing import Any

import msgspec
from litestar import Request
from litestar.enums import RequestEncodingType
from litestar.params import BodyKwarg
from litestar.types import Empty

from aegis_chassis.web.errors import Unreadable, Unsupported
from aegis_chassis.web.faults import MAX_FAULTS, faults_of, zero_bytes_in
from aegis_kernel.errors import Fault, Invalid

_ZERO = b"\\u0000"
_JSON_TYPES = frozenset({"", "application/json", "application/merge-patch+json"})


class StrictRequest(Request[Any, Any, Any]):
    """A request whose `json` gives the struct that the handler declares for ``data``, or says all that is wrong."""

    async def json(self) -> Any:
        """The decoded body. Raises `Unsupported`, `Unreadable` or `Invalid`."""
        media_type = self.content_type[0].lower()
        if media_type not in _JSON_TYPES:
            raise Unsupported("unsupported_media_type", f"JSON is taken here, not {media_type[:80]}.")
        body = await self.body()
        declared = self.route_handler.parsed_fn_signature.parameters.get("data")
        return decoded(body, declared.annotation if declared is not None else Any)


def decoded(body: bytes, type_: Any) -> Any:
    """`body` as a `type_`. Raises `Unreadable` when it is no JSON, `Invalid` with every fault when it does not fit, or
    when a text in it holds a zero byte, which no database keeps."""
    if _ZERO in body:
        _refuse_zero_bytes(body)
    try:
        return msgspec.json.decode(body, type=type_)
    except msgspec.ValidationError as error:
        try:
            value = msgspec.json.decode(body)
        except (msgspec.DecodeError, RecursionError):
            raise _unreadable(str(error)) from error
        faults = faults_of(value, type_)
        raise Invalid("invalid", _summary(faults), faults) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _unreadable(str(error)) from error


def _refuse_zero_bytes(body: bytes) -> None:
    """The escape is looked for first: it is seldom there, and may be text that only looks like it."""
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return  # for who decodes it to say
    if places := list(islice(zero_bytes_in(value), MAX_FAULTS)):
        detail = "Text has no zero bytes."
        raise Invalid("zero_byte", detail, [Fault(place, detail, "zero_byte") for place in places])


def _unreadable(why: str) -> Unreadable:
    return Unreadable("unreadable", f"The body is not JSON: {why[:200]}.")


def _summary(faults: list[Fault]) -> str:
    if not faults:
        return "The body does not fit."
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return f"{faults[0].pointer or 'The body'}: {faults[0].detail}{more}"


def takes_json(handler: Any) -> bool:
    """Whether a handler's body is JSON, decoded by the framework."""
    declared = handler.parsed_fn_signature.parameters.get("data")
    if declared is None:
        return False
    kwarg = declared.kwarg_definition
    return kwarg in {None, Empty} or not isinstance(kwarg, BodyKwarg) or kwarg.media_type == RequestEncodingType.JSON
