"""One ASGI application in front of all services': chosen by the first path segment, as the gateway does it."""

from collections.abc import Mapping

from litestar.types import ASGIApp, Receive, Scope, Send

API = "/api/v1/"


class Dispatcher:
    """Sends each request to the application that owns its first segment below ``/api/v1``, its OpenAPI document or
    its well-known path; whatever is left goes to `fallback`. Nothing is rewritten.

    Lifespans are not forwarded: whoever makes the applications runs them (`lifespans.py`).
    """

    def __init__(self, by_segment: Mapping[str, ASGIApp], by_path: Mapping[str, ASGIApp], fallback: ASGIApp) -> None:
        self._by_segment = by_segment
        self._by_path = by_path
        self._fallback = fallback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one connection."""
        await self.owner(scope["path"])(scope, receive, send)

    def owner(self, path: str) -> ASGIApp:
        """The application that answers `path`."""
        if (exact := self._by_path.get(path)) is not None:
            return exact
        if path.startswith(API):
            segment = path.removeprefix(API).split("/", maxsplit=1)[0]
            return self._by_segment.get(segment, self._fallback)
        return self._fallback
