"""What every request goes through before its handler, in one layer: its name, its caller, its parameters, the event it
waits for, and the key by which it is done once."""

from typing import TYPE_CHECKING

from litestar import Request
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from aegis_chassis.observability.operation import current_operation
from aegis_chassis.web.authentication import Authenticator, admit
from aegis_chassis.web.freshness import AFTER, Reached, Token, lagging
from aegis_chassis.web.headers import header_of
from aegis_chassis.web.idempotency import IdempotencyKeys
from aegis_chassis.web.idempotent_posts import KEY, answer_once
from aegis_chassis.web.operations import operation_id
from aegis_chassis.web.queries import KnownParameters

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

_AFTER = AFTER.lower().encode()
_KEY = KEY.lower().encode()


class Front:
    """A middleware factory for Litestar. `open` gives it what there is only once the application starts."""

    def __init__(self) -> None:
        self.parameters = KnownParameters()
        self._authenticator: Authenticator | None = None
        self._reached: Reached | None = None
        self._keys: IdempotencyKeys | None = None

    def open(self, authenticator: Authenticator, reached: Reached, keys: IdempotencyKeys) -> None:
        """From here on requests are let in."""
        self._authenticator, self._reached, self._keys = authenticator, reached, keys

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """The layer around `app`."""

        async def front(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == ScopeType.HTTP:
                await self._answer(scope, receive, send, app)
            else:
                await app(scope, receive, send)

        return front

    async def _answer(self, scope: Scope, receive: Receive, send: Send, app: ASGIApp) -> None:
        handler: HTTPRouteHandler = scope["route_handler"]  # type: ignore[assignment]  # an HTTP scope's
        operation = current_operation()
        if operation is not None:
            operation.name = operation_id(scope)
        if self._authenticator is None or self._reached is None or self._keys is None:
            raise RuntimeError("the application has not started")
        if not handler.opt.get("public"):
            await admit(scope, self._authenticator)
        if scope["query_string"] or "\x00" in scope["path"]:
            self.parameters.refuse_others(Request(scope), handler)
        method = scope.get("method")
        if method in {"GET", "HEAD"}:
            after = header_of(scope, _AFTER)
            if after is not None and not await self._reached(Token.parse(after)):
                send = lagging(send)
        elif method == "POST":
            key = header_of(scope, _KEY)
            if key is not None:
                await answer_once(scope, receive, send, app, key=key, keys=self._keys)
                return
        await app(scope, receive, send)
