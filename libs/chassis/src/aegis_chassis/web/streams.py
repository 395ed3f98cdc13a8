"""Server-sent events: what changed, as ids, told by LISTEN/NOTIFY in the service's own schema.

A stream never holds a pool connection or a request scope: one listener a process serves all of them, and a client reads
again what it is told has changed. A client that is too slow is told to read everything (``resync``), not buffered for.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg
import msgspec
import structlog
from litestar.response import Stream
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from aegis_chassis.database.address import plain_dsn
from aegis_chassis.database.pool import Database
from aegis_kernel.errors import Away

log = structlog.get_logger(__name__)

PING_SECONDS = 15.0
LONGEST_NOTICE = 7_900
"""PostgreSQL takes 8,000 bytes a notification."""

_RESYNC = b"event: resync\ndata: {}\n\n"
_PING = b": ping\n\n"
_NOTIFY = text("select pg_notify(:channel, :notice)")


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened: the event's name and a few ids, never the thing itself."""

    event: str
    ids: dict[str, str | int | None] = {}


async def notify(connection: AsyncConnection, channel: str, notice: Notice) -> None:
    """Tells all streams of `channel`, in every process, once the open transaction commits."""
    said = msgspec.json.encode(notice)
    if len(said) > LONGEST_NOTICE:
        raise ValueError(f"a notice of {len(said)} bytes: send ids, not things")
    await connection.execute(_NOTIFY, {"channel": channel, "notice": said.decode()})


Shown = Callable[[Notice], Awaitable[Any]]
"""What a client is sent for a notice, None for nothing: decides whether it may see it. Opens a short scope of its own
when it has to read."""


class Subscriber:
    """One client's queue. `overflowed` means that it has missed something."""

    def __init__(self, size: int) -> None:
        self.queue: asyncio.Queue[Notice | None] = asyncio.Queue(size + 1)
        self._size = size
        self.overflowed = False

    def put(self, notice: Notice) -> None:
        if self.queue.qsize() >= self._size:
            self.miss()
        else:
            self.queue.put_nowait(notice)

    def miss(self) -> None:
        """Drops what waits: the client will read everything again."""
        while not self.queue.empty():
            self.queue.get_nowait()
        self.overflowed = True
        self.queue.put_nowait(Notice(event="resync"))

    def end(self) -> None:
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


class Streams:
    """All streams of one process on one channel. `run` is a lifespan; at its end all streams end."""

    def __init__(
        self, database: Database, channel: str, *, most: int = 500, queue: int = 100, ping_seconds: float = PING_SECONDS
    ) -> None:
        self.channel = channel
        self._dsn = plain_dsn(database.engine.url)
        self._most = most
        self._queue = queue
        self._ping = ping_seconds
        self._subscribers: set[Subscriber] = set()
        self._closing = False

    @property
    def open(self) -> int:
        """How many clients listen now."""
        return len(self._subscribers)

    @asynccontextmanager
    async def run(self, *_: object) -> AsyncIterator[None]:
        """Listens for the time of the block."""
        listening = asyncio.create_task(self._listen())
        try:
            yield
        finally:
            self.close()
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening

    def close(self) -> None:
        """Ends every stream, so that a server that stops need not wait for its clients."""
        self._closing = True
        for subscriber in list(self._subscribers):
            subscriber.end()

    def response(self, shown: Shown) -> Stream:
        """The answer of a handler: a stream of what `shown` makes of each notice. Raises `Away` when there are too many
        already."""
        return self.response_of(self.events(shown))

    def response_of(self, frames: AsyncGenerator[bytes, None]) -> Stream:
        """The answer of a handler that makes its frames itself, by `bells`. Raises `Away` when there are too many."""
        if self._closing or len(self._subscribers) >= self._most:
            raise Away("too_many_streams", "There are as many streams here as there may be.", 5.0)
        return Stream(
            frames,
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    async def events(self, shown: Shown) -> AsyncGenerator[bytes, None]:
        """The frames of one stream, until the client goes or the server stops."""
        subscriber = Subscriber(self._queue)
        self._subscribers.add(subscriber)
        try:
            yield b": welcome\nretry: 2000\n\n"
            while True:
                try:
                    # Not `wait_for`: on Python 3.11 it may lose a cancellation that comes with a notice.
                    async with asyncio.timeout(self._ping):
                        notice = await subscriber.queue.get()
                except TimeoutError:
                    yield _PING
                    continue
                if notice is None:
                    return
                if subscriber.overflowed:
                    subscriber.overflowed = False
                    yield _RESYNC
                    continue
                if (sent := await shown(notice)) is not None:
                    yield b"event: %s\ndata: %s\n\n" % (notice.event.encode(), msgspec.json.encode(sent))
        finally:
            self._subscribers.discard(subscriber)

    async def bells(self) -> AsyncGenerator[bool, None]:
        """For streams whose events lie in a table: True at once and whenever something may have come, however many
        notices that were; False when nothing has for a while, which is the time to ping. Ends when the server stops."""
        subscriber = Subscriber(1)
        self._subscribers.add(subscriber)
        try:
            yield True
            while True:
                try:
                    # Not `wait_for`: on Python 3.11 it may lose a cancellation that comes with a notice.
                    async with asyncio.timeout(self._ping):
                        notice = await subscriber.queue.get()
                except TimeoutError:
                    yield False
                    continue
                if notice is None:
                    return
                yield True
        finally:
            self._subscribers.discard(subscriber)

    async def _listen(self) -> None:
        pause = 0.1
        while True:
            try:
                await self._listen_once()
                pause = 0.1
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
                log.warning("streams.not_listening", trouble=f"{type(error).__name__}: {error}", again_in=pause)
            for subscriber in self._subscribers:
                subscriber.miss()
            await asyncio.sleep(pause)
            pause = min(pause * 2, 10.0)

    async def _listen_once(self) -> None:
        """Listens until the connection breaks."""
        broken = asyncio.Event()
        connection = await asyncpg.connect(self._dsn, timeout=10)
        try:
            connection.add_termination_listener(lambda _: broken.set())
            await connection.add_listener(self.channel, self._heard)
            # What was told between two connections is not known: everybody reads again.
            for subscriber in self._subscribers:
                subscriber.miss()
            await broken.wait()
        finally:
            await connection.close(timeout=5)

    def _heard(self, _: object, __: int, ___: str, said: object) -> None:
        try:
            notice = msgspec.json.decode(str(said), type=Notice)
        except msgspec.MsgspecError:
            log.warning("streams.not_understood", channel=self.channel)
            return
        for subscriber in self._subscribers:
            subscriber.put(notice)
