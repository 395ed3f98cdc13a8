"""What every service asks of identity: the only synchronous calls between services."""

from collections.abc import Mapping
from typing import Any, Protocol

import httpx
import msgspec

from aegis_kernel.errors import Away, Unauthenticated

JWKS_PATH = "/.well-known/jwks.json"
EXCHANGE_PATH = "/internal/token-exchange"

_AWAY_FOR = 2.0


class IdentityGate(Protocol):
    """Identity's public keys, and its word for credentials that are not access tokens."""

    async def key_set(self) -> Mapping[str, Any]:
        """The present keys as a JWK set. Raises `Away`."""
        ...

    async def exchange(self, secret: str) -> str:
        """A short access token for an API token or a session cookie. Raises `Unauthenticated` or `Away`."""
        ...


class ExchangeRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of the exchange."""

    secret: str


class ExchangeAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A short access token."""

    access_token: str
    expires_in_seconds: float


class HttpIdentityGate:
    """Identity over HTTP, below `base_url` (``http://identity:8000``); its keys at `jwks_url` where that is given.
    Close it at the end."""

    def __init__(
        self, base_url: str, *, jwks_url: str | None = None, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._keys_at = jwks_url or JWKS_PATH
        self._client = httpx.AsyncClient(base_url=base_url, timeout=5.0, transport=transport, follow_redirects=False)

    async def key_set(self) -> Mapping[str, Any]:
        response = await self._send("GET", self._keys_at)
        if response.status_code != 200:
            raise Away("identity_away", "The keys cannot be had from identity now.", _AWAY_FOR)
        try:
            return msgspec.json.decode(response.content, type=dict[str, Any])
        except msgspec.MsgspecError as error:
            raise Away("identity_away", "What answers for identity is not identity.", _AWAY_FOR) from error

    async def exchange(self, secret: str) -> str:
        body = msgspec.json.encode(ExchangeRequest(secret=secret))
        response = await self._send("POST", EXCHANGE_PATH, body)
        if response.status_code in {401, 403}:
            raise Unauthenticated("unauthenticated", "The credential is not (any longer) valid.")
        if response.status_code != 200:
            raise Away("identity_away", "Identity cannot look at the credential now.", _AWAY_FOR)
        try:
            return msgspec.json.decode(response.content, type=ExchangeAnswer).access_token
        except msgspec.MsgspecError as error:
            raise Away("identity_away", "What answers for identity is not identity.", _AWAY_FOR) from error

    async def close(self) -> None:
        await self._client.aclose()

    async def _send(self, method: str, path: str, body: bytes | None = None) -> httpx.Response:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        try:
            return await self._client.request(method, path, content=body, headers=headers)
        except httpx.TransportError as error:
            raise Away("identity_away", "Identity does not answer.", _AWAY_FOR) from error


class LateIdentityGate:
    """A gate for services that are made before identity is, in one process with it. `bind` it before the first
    request."""

    def __init__(self) -> None:
        self._gate: IdentityGate | None = None

    def bind(self, gate: IdentityGate) -> None:
        self._gate = gate

    async def key_set(self) -> Mapping[str, Any]:
        return await self._bound().key_set()

    async def exchange(self, secret: str) -> str:
        return await self._bound().exchange(secret)

    def _bound(self) -> IdentityGate:
        if self._gate is None:
            raise Away("identity_away", "Identity has not started yet.", _AWAY_FOR)
        return self._gate
