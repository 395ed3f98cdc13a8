"""``Idempotency-Key`` on POST: claims keys, gives first answers again, and keeps new ones."""

from collections.abc import Sequence
from typing import Any

import structlog
from litestar import Request
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from aegis_chassis.observability.operation import current_operation
from aegis_chassis.web.bodies import StrictRequest, takes_json
from aegis_chassis.web.errors import Unreadable
from aegis_chassis.web.idempotency import LARGEST_ANSWER, Answer, Claim, IdempotencyKeys, hash_of
from aegis_kernel.errors import Fault

log = structlog.get_logger(__name__)

KEY = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
SECRET_ANSWER = {"secret_answer": True}
"""``opt`` of handlers whose answer holds a secret that is shown once: it is not kept."""

_LONGEST = 255
_LARGEST_BODY = 2 * 1024 * 1024
_KEPT_HEADERS = frozenset({"content-type", "etag", "location", "aegis-event"})


async def answer_once(
    scope: Scope, receive: Receive, send: Send, next_app: ASGIApp, *, key: str, keys: IdempotencyKeys
) -> None:
    """Answers a POST with a key, of a known caller: from what is kept, or by `next_app`, whose answer is kept."""
    operation = current_operation()
    if operation is None or operation.caller is None:
        await next_app(scope, receive, send)
        return
    if not 1 <= len(key) <= _LONGEST or not key.isascii() or not key.isprintable():
        detail = f"A key is 1 to {_LONGEST} visible ASCII characters."
        raise Unreadable("bad_idempotency_key", detail, [Fault(f"/header/{KEY}", detail, "bad_idempotency_key")])
    request = StrictRequest(scope, receive, send)
    caller = f"{operation.caller.id}/{operation.caller.token_id or ''}"
    found = await keys.claim(caller, operation.name, key, await _mark_of(request))
    if isinstance(found, Answer):
        await _give_again(found, send)
        return
    operation.at_commit.append(found.take_effect)
    recording = _Recording(send)
    try:
        await next_app(scope, receive, recording)
    finally:
        operation.at_commit.clear()  # what is committed from here on (a denial's audit entry) is not its effect
        secret = bool(scope["route_handler"].opt.get("secret_answer"))
        await _settle(keys, found, recording, operation.events, secret=secret)


async def _settle(
    keys: IdempotencyKeys, claim: Claim, had: "_Recording", events: Sequence[str], *, secret: bool
) -> None:
    if not 200 <= had.status < 300:
        await keys.give_back(claim)
    else:
        headers = had.headers | ({"aegis-event": events[-1]} if events else {})
        await keys.keep(claim, Answer(had.status, headers, bytes(had.body)), secret=secret)


class _Recording:
    """Sends an answer on and remembers it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            names = ((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in message["headers"])
            self.headers = {name: value for name, value in names if name in _KEPT_HEADERS}
        elif message["type"] == "http.response.body" and len(self.body) <= LARGEST_ANSWER:
            self.body += message.get("body", b"")
        await self._send(message)


async def _mark_of(request: Request[Any, Any, Any]) -> bytes:
    """What makes a request the same one: address, query, version decided on, and the body. Of a large or streamed body
    (an upload) the length stands for it: it is not kept in memory to be looked at twice."""
    scope = request.scope
    parts = [scope["path"].encode(), scope["query_string"], request.headers.get("If-Match", "").encode()]
    length = request.headers.get("Content-Length", "")
    is_small = length.isdecimal() and int(length) <= _LARGEST_BODY
    is_upload = request.headers.get("Content-Type", "").startswith("multipart/")
    if takes_json(scope["route_handler"]) or (is_small and not is_upload):
        parts.append(await request.body())
    else:
        parts.append(length.encode())
    return hash_of(*parts)


async def _give_again(answer: Answer, send: Send) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers.items()]
    headers += [(b"content-length", str(len(answer.body)).encode()), (REPLAYED.lower().encode(), b"true")]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body, "more_body": False})
