"""Who asks: found for every request before anything else of it is looked at. Nobody comes in without a credential,
except where a route says that it is public."""

import math
from typing import Any

import structlog
from litestar import Request
from litestar.di import NamedDependency
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from aegis_chassis.observability.operation import current_operation
from aegis_chassis.web.access_tokens import Refused, TokenVerifier, Verified, refused
from aegis_chassis.web.credentials import CredentialKind, credential_of, refuse_forged
from aegis_chassis.web.known_users import KnownUsers
from aegis_chassis.web.operations import operation_id
from aegis_chassis.web.token_exchange import TokenExchange
from aegis_kernel.errors import Forbidden, Unauthenticated
from aegis_kernel.rights import Caller

log = structlog.get_logger(__name__)

PUBLIC = {"public": True}
"""``opt=PUBLIC`` on a route that takes no caller: sign-in, health, keys, the OpenAPI document."""

BEFORE_PASSWORD_CHANGE = {"before_password_change": True}
"""``opt`` of the few routes open to somebody who has to choose a new password first."""


class Authenticator:
    """Turns a request's credential into a verified token."""

    def __init__(self, verifier: TokenVerifier, exchange: TokenExchange, known: KnownUsers) -> None:
        self._verifier = verifier
        self._exchange = exchange
        self._known = known

    async def verified(self, connection: Request[Any, Any, Any]) -> Verified:
        """Who asks. Raises `Unauthenticated` (one answer for every reason), `Forbidden` for a forged write, `Away`."""
        credential = credential_of(connection)
        if credential is None:
            raise refused("no credential")
        if credential.kind is CredentialKind.ACCESS_TOKEN:
            return await self._standing(await self._verifier.verify(credential.secret))
        token = await self._exchanged(credential.secret)
        try:
            found = await self._standing(await self._verifier.verify(token))
        except Unauthenticated:
            # What was kept may be older than the person's present standing: ask once more before refusing.
            self._exchange.forget(credential.secret)
            token = await self._exchanged(credential.secret)
            found = await self._standing(await self._verifier.verify(token))
        refuse_forged(connection, credential)
        return found

    async def _exchanged(self, secret: str) -> str:
        try:
            return await self._exchange.access_token(secret)
        except Unauthenticated as error:
            raise refused("not exchanged") from error

    async def _standing(self, verified: Verified) -> Verified:
        standing = await self._known.standing(verified.caller.id, verified.claims.sid)
        if standing is None:
            return verified
        valid_from = math.floor(standing.tokens_valid_from.timestamp() * 1000)
        if not standing.active or round(verified.claims.iat * 1000) < valid_from:
            # The denial is told to the audit trail under their name.
            if (operation := current_operation()) is not None:
                operation.caller = verified.caller
            raise refused("deactivated" if not standing.active else "issued before the tokens that count")
        return verified


class Authentication(ASGIMiddleware):
    """Names the operation and its caller, or refuses."""

    scopes = (ScopeType.HTTP,)

    def __init__(self) -> None:
        self.authenticator: Authenticator | None = None
        """Set when the application starts."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Lets a request through that says who asks."""
        operation = current_operation()
        if operation is not None:
            operation.name = operation_id(scope)
        opt = scope["route_handler"].opt
        if not opt.get("public"):
            await self._admit(scope, receive, send, opt)
        await next_app(scope, receive, send)

    async def _admit(self, scope: Any, receive: Receive, send: Send, opt: dict[str, Any]) -> None:
        if self.authenticator is None:
            raise RuntimeError("the application has not started")
        request: Request[Any, Any, Any] = Request(scope, receive, send)
        try:
            verified = await self.authenticator.verified(request)
        except Refused as error:
            log.info("authentication.refused", why=error.why)
            raise
        scope["user"], scope["auth"] = verified.caller, verified.claims
        operation = current_operation()
        if operation is not None:
            operation.caller = verified.caller
        if verified.claims.pwd and not opt.get("before_password_change"):
            raise Forbidden("password_change_needed", "Choose a new password first: POST /api/v1/auth/password.")


def caller(scope: Scope) -> Caller:
    """The dependency behind `CurrentCaller`. Raises `Unauthenticated` on a public route."""
    found = scope.get("user")
    if not isinstance(found, Caller):
        raise refused("a public route has no caller")
    return found


CurrentCaller = NamedDependency[Caller]
"""Declare ``caller: CurrentCaller`` in a handler: who asks."""
