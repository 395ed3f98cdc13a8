"""An application under test, without a socket: its lifespan runs, and a client talks to it in the same loop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from litestar import Litestar


@asynccontextmanager
async def serving(app: Litestar, *, raise_errors: bool = False) -> AsyncIterator[httpx.AsyncClient]:
    """A client of `app`, below its root. Answers come whole, so that streams are not for it."""
    started, stop = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        # In a task of its own: fixtures are entered and left in different ones, which a lifespan may not be.
        async with app.lifespan():
            started.set()
            await stop.wait()

    living = asyncio.create_task(live())
    starting = asyncio.create_task(started.wait())
    await asyncio.wait({living, starting}, return_when=asyncio.FIRST_COMPLETED)
    starting.cancel()
    if living.done():
        await living
    try:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=raise_errors)  # type: ignore[arg-type]  # httpx types scopes more loosely
        async with httpx.AsyncClient(transport=transport, base_url="http://aegis.test") as client:
            yield client
    finally:
        stop.set()
        await living
