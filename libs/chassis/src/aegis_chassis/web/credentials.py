"""What a request brings to say who asks: a bearer token, an API token, or the session cookie of a browser."""

import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum

from litestar.types import Scope

from aegis_chassis.web.headers import header_of
from aegis_kernel.errors import Forbidden

API_TOKEN_PREFIX = "aeg_"  # noqa: S105  # how API tokens begin
SESSION_COOKIE = "aegis_session"
CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_LONGEST = 8_192


class CredentialKind(StrEnum):
    """How somebody says who they are."""

    ACCESS_TOKEN = "access_token"  # noqa: S105
    API_TOKEN = "api_token"  # noqa: S105
    SESSION = "session"


@dataclass(frozen=True, slots=True, repr=False)
class Credential:
    """A credential as it came, not looked at yet."""

    kind: CredentialKind
    secret: str


def credential_of(scope: Scope) -> Credential | None:
    """The credential of a request, None when there is none that could be one. A header goes before the cookie."""
    header = header_of(scope, b"authorization")
    if header is not None:
        scheme, _, secret = header.partition(" ")
        secret = secret.strip()
        if scheme.lower() != "bearer" or not secret or len(secret) > _LONGEST or not secret.isascii():
            return None
        kind = CredentialKind.API_TOKEN if secret.startswith(API_TOKEN_PREFIX) else CredentialKind.ACCESS_TOKEN
        return Credential(kind, secret)
    cookie = _cookie(scope)
    if cookie and len(cookie) <= _LONGEST and cookie.isascii():
        return Credential(CredentialKind.SESSION, cookie)
    return None


def _cookie(scope: Scope) -> str | None:
    for part in (header_of(scope, b"cookie") or "").split(";"):
        name, _, value = part.strip().partition("=")
        if name == SESSION_COOKIE:
            return value
    return None


def csrf_token_of(session_secret: str) -> str:
    """The CSRF token of a session: follows from the cookie that scripts cannot read, so that every service can check
    it and none has to keep it. Identity tells it at sign-in and in ``/auth/me``."""
    return hmac.new(session_secret.encode(), b"aegis csrf", hashlib.sha256).hexdigest()


def refuse_forged(scope: Scope, credential: Credential) -> None:
    """Raises `Forbidden` for a write by cookie that does not bring the session's CSRF token too."""
    if credential.kind is not CredentialKind.SESSION or scope.get("method") in SAFE_METHODS:
        return
    given = header_of(scope, CSRF_HEADER.lower().encode()) or ""
    if not hmac.compare_digest(given.encode(), csrf_token_of(credential.secret).encode()):
        raise Forbidden("csrf", f"A write with the session cookie takes the header {CSRF_HEADER} too.")
