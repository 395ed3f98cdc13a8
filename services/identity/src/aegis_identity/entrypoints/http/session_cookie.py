"""The session cookie: out of reach of scripts and of other sites."""

from typing import Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.datastructures import Cookie

from aegis_chassis.web.credentials import SESSION_COOKIE

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def session_cookie(request: Request[Any, Any, Any], secret: str, *, lives_seconds: int) -> Cookie:
    """The cookie with a session's secret. `Secure` but where the server is reached on the machine itself."""
    return Cookie(
        SESSION_COOKIE,
        value=secret,
        path="/",
        max_age=lives_seconds,
        httponly=True,
        samesite="strict",
        secure=urlsplit(f"//{request.headers.get('Host', '')}").hostname not in _LOOPBACK,
    )


def no_cookie(request: Request[Any, Any, Any]) -> Cookie:
    """Takes the cookie away."""
    return session_cookie(request, "", lives_seconds=0)
