"""Runs the lifespans of several ASGI applications inside one process."""

import asyncio
from collections.abc import AsyncIterator, Iterable, MutableMapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from litestar.types import ASGIApp

Message = MutableMapping[str, Any]


class StartFailed(Exception):
    """An application said that it could not start."""


@asynccontextmanager
async def lifespan_of(app: ASGIApp) -> AsyncIterator[None]:
    """Starts `app` as an ASGI server would, and shuts it down at the end of the block. Raises `StartFailed`."""
    to_app: asyncio.Queue[Message] = asyncio.Queue()
    from_app: asyncio.Queue[Message] = asyncio.Queue()
    scope: dict[str, Any] = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": {}}

    async def send(message: Message) -> None:
        await from_app.put(message)

    task = asyncio.ensure_future(app(scope, to_app.get, send))  # type: ignore[arg-type]  # a lifespan, in plain dicts
    await to_app.put({"type": "lifespan.startup"})
    await _answered(task, from_app, "lifespan.startup")
    try:
        yield
    finally:
        await to_app.put({"type": "lifespan.shutdown"})
        await _answered(task, from_app, "lifespan.shutdown")
        await task


async def _answered(task: "asyncio.Future[None]", from_app: "asyncio.Queue[Message]", phase: str) -> None:
    answer = asyncio.ensure_future(from_app.get())
    either: set[asyncio.Future[Any]] = {task, answer}
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    if not answer.done():
        answer.cancel()
        await task
        raise StartFailed(f"the application ended during {phase}")
    message = answer.result()
    if message["type"] != f"{phase}.complete":
        raise StartFailed(message.get("message") or f"{phase} failed")


@asynccontextmanager
async def lifespans_of(apps: Iterable[ASGIApp]) -> AsyncIterator[None]:
    """Starts all of `apps`, in order; shuts them down in reverse."""
    async with AsyncExitStack() as stack:
        for app in apps:
            await stack.enter_async_context(lifespan_of(app))
        yield
