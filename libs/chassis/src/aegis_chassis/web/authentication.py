"""Who asks: found for every request before anything else of it is looked at. Nobody comes in without a credential,
except where a route says that it is public."""

import math

import structlog
from litestar.di import NamedDependency
from litestar.types import Scope

from aegis_chassis.observability.operation import current_operation
from aegis_chassis.web.access_tokens import Refused, TokenVerifier, Verified, refused
from aegis_chassis.web.credentials import CredentialKind, credential_of, refuse_forged
from aegis_chassis.web.known_users import KnownUsers
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

    async def verified(self, scope: Scope) -> Verified:
        """Who asks. Raises `Unauthenticated` (one answer for every reason), `Forbidden` for a forged write, `Away`."""
        credential = credential_of(scope)
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
        refuse_forged(scope, credential)
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


async def admit(scope: Scope, authenticator: Authenticator) -> None:
    """Lets a request in that says who asks: they are the caller from here on. Raises like `Authenticator.verified`, and
    `Forbidden` for somebody who has to choose a new password first."""
    try:
        verified = await authenticator.verified(scope)
    except Refused as error:
        log.info("authentication.refused", why=error.why)
        raise
    scope["user"], scope["auth"] = verified.caller, verified.claims
    operation = current_operation()
    if operation is not None:
        operation.caller = verified.caller
    if verified.claims.pwd and not scope["route_handler"].opt.get("before_password_change"):
        raise Forbidden("password_change_needed", "Choose a new password first: POST /api/v1/auth/password.")


def caller(scope: Scope) -> Caller:
    """The dependency behind `CurrentCaller`. Raises `Unauthenticated` on a public route."""
    found = scope.get("user")
    if not isinstance(found, Caller):
        raise refused("a public route has no caller")
    return found


CurrentCaller = NamedDependency[Caller]
"""Declare ``caller: CurrentCaller`` in a handler: who asks."""
