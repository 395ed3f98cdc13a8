"""Tells within this process that runs have changed, wherever they were changed: LISTEN on one connection of its own."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import asyncpg
import structlog

from aegis_import.adapters.persistence.runs import CHANNEL

log = structlog.get_logger(__name__)

_AGAIN_IN = 1.0
_LOOK_EVERY = 15.0


class Bell:
    """Rung when some run, or the one it was made for, has changed."""

    def __init__(self, run_id: str | None) -> None:
        self.run_id = run_id
        self._event = asyncio.Event()

    def ring(self) -> None:
        self._event.set()

    async def wait(self, within: float) -> bool:
        """True when it was rung within `within` seconds; a change that came before the wait counts too."""
        try:
            async with asyncio.timeout(within):
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True


class RunSignals:
    """Rings bells for NOTIFYs. What is missed while the connection is lost is made up for: all bells ring when it is
    back. Whoever waits looks now and then all the same."""

    def __init__(self, dsn: str, schema: str) -> None:
        self._dsn = dsn
        self._schema = schema
        self._bells: set[Bell] = set()
        self._listening: asyncio.Task[None] | None = None

    @contextmanager
    def bell(self, run_id: str | None = None) -> Iterator[Bell]:
        """A bell for the time of the block. Begins to listen with the first one."""
        if self._listening is None or self._listening.done():
            self._listening = asyncio.create_task(self._listen(), name="import.run_signals")
        bell = Bell(run_id)
        self._bells.add(bell)
        try:
            yield bell
        finally:
            self._bells.discard(bell)

    async def close(self) -> None:
        """Stops listening."""
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening

    async def _listen(self) -> None:
        while True:
            try:
                await self._until_lost()
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("run_signals.trouble", trouble=f"{type(error).__name__}: {error}", again_in=_AGAIN_IN)
            await asyncio.sleep(_AGAIN_IN)

    async def _until_lost(self) -> None:
        connection = await asyncpg.connect(
            self._dsn, server_settings={"application_name": f"{self._schema}-signals"}, timeout=10, command_timeout=10
        )
        try:
            await connection.add_listener(CHANNEL, self._heard)
            self._ring(None)
            while True:
                await asyncio.sleep(_LOOK_EVERY)
                await connection.execute("select 1")
        finally:
            connection.terminate()

    def _heard(self, _connection: Any, _pid: int, _channel: str, run_id: object) -> None:
        self._ring(str(run_id))

    def _ring(self, run_id: str | None) -> None:
        for bell in self._bells:
            if run_id is None or bell.run_id is None or bell.run_id == run_id:
                bell.ring()
