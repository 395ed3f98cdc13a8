"""Fetches by HTTP: conditional requests, few redirects, each checked, limits on size and time."""

import asyncio
import ssl
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpcore
from msgspec import Struct

from aegis_import.adapters.fetching.body import BodyFile
from aegis_import.adapters.fetching.checked import CheckedBackend
from aegis_import.application.ports import Fetched, FetchFailed, Seen
from aegis_import.domain.source import url_problem

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_MODIFIED = 304
_OK = 200
_SHOWN = 60


class FetchLimits(Struct, frozen=True, kw_only=True):
    """Bounds of one fetch: `bytes` of unpacked content, `seconds` altogether, for connecting, and without a byte."""

    bytes: int = 256 * 1024 * 1024
    redirects: int = 5
    seconds: float = 600.0
    connect_seconds: float = 10.0
    silent_seconds: float = 30.0


class HttpFetcher:
    """Fetches one URL at a time. Makes a connection of its own per fetch: they are rare, and none may outlive its
    address check."""

    def __init__(self, backend: CheckedBackend, limits: FetchLimits, tls: ssl.SSLContext | None = None) -> None:
        self._backend = backend
        self._limits = limits
        self._tls = tls or ssl.create_default_context()

    async def fetch(self, url: str, into: Path, known: Seen | None) -> Fetched:
        """Writes the content to `into`. Raises `FetchFailed`, which names the host alone: a URL may hold secrets."""
        host = urlsplit(url).hostname or "the URL"
        try:
            async with asyncio.timeout(self._limits.seconds):
                return await self._follow(url, into, known)
        except TimeoutError as error:
            raise FetchFailed(f"{host} did not deliver within {self._limits.seconds:g} s.") from error
        except httpcore.TimeoutException as error:
            raise FetchFailed(f"{host} did not answer in time.") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError) as error:
            why = str(error).strip().rstrip(".") or type(error).__name__
            raise FetchFailed(f"{host} cannot be read from: {why}.") from error

    async def _follow(self, url: str, into: Path, known: Seen | None) -> Fetched:
        for _ in range(self._limits.redirects + 1):
            _check(url)
            found = await self._request(url, into, known)
            if isinstance(found, Fetched):
                return found
            target = urljoin(url, found)
            if urlsplit(url).scheme == "https" and urlsplit(target).scheme != "https":
                raise FetchFailed("A redirect leads from https to something less safe.")
            url = target
        raise FetchFailed(f"More than {self._limits.redirects} redirects.")

    async def _request(self, url: str, into: Path, known: Seen | None) -> Fetched | str:
        """What came, or where the answer points to."""
        timeouts = {
            "connect": self._limits.connect_seconds,
            "read": self._limits.silent_seconds,
            "write": self._limits.silent_seconds,
            "pool": self._limits.connect_seconds,
        }
        async with (
            httpcore.AsyncConnectionPool(ssl_context=self._tls, network_backend=self._backend) as pool,
            pool.stream("GET", url, headers=_headers(known), extensions={"timeout": timeouts}) as response,
        ):
            headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            if response.status in _REDIRECTS and (location := headers.get("location")):
                return location
            if response.status == _NOT_MODIFIED and known is not None:
                return Fetched(unchanged=True, status=response.status, seen=(known,))
            content_type = headers.get("content-type", "none")[:_SHOWN]
            if response.status != _OK:
                host = urlsplit(url).hostname
                raise FetchFailed(f"{host} answered HTTP status {response.status} (content type {content_type}).")
            await self._save(response, into, headers.get("content-encoding", "").strip().lower())
            seen = Seen(url=url, etag=headers.get("etag"), last_modified=headers.get("last-modified"))
            return Fetched(status=response.status, content_type=content_type, seen=(seen,))

    async def _save(self, response: httpcore.Response, into: Path, encoding: str) -> None:
        with BodyFile(into, limit=self._limits.bytes, encoding=encoding) as body:
            async for chunk in response.aiter_stream():
                body.write(chunk)
            body.finish()


def _check(url: str) -> None:
    if problem := url_problem(url):
        raise FetchFailed(f"The URL is not acceptable: {problem}")


def _headers(known: Seen | None) -> list[tuple[str, str]]:
    headers = [("User-Agent", "aegis-import"), ("Accept", "*/*"), ("Accept-Encoding", "gzip")]
    if known is not None and known.etag:
        headers.append(("If-None-Match", known.etag))
    if known is not None and known.last_modified:
        headers.append(("If-Modified-Since", known.last_modified))
    return headers
