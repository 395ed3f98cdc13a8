"""Asks an application inside this process, without a socket."""

from dataclasses import dataclass

import httpx
from litestar import Litestar


@dataclass(frozen=True, slots=True)
class Answered:
    """Status and body of an answer."""

    status: int
    body: bytes


async def asked(app: Litestar, path: str) -> Answered:
    """What `app` answers to a GET of `path`."""
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]  # httpx's own ASGI types are narrower
    async with httpx.AsyncClient(transport=transport, base_url="http://inside") as client:
        response = await client.get(path)
    return Answered(response.status_code, response.content)
