"""The feed as server-sent events."""

import asyncio
from collections.abc import AsyncGenerator

import msgspec

from aegis_kernel.errors import Fault, Invalid
from aegis_reporting.application.activity.queries.follow import MOST_AT_ONCE, Beginning, FollowChanges
from aegis_reporting.application.activity.views import ActivityView

_WELCOME = b": welcome\nretry: 2000\n\n"
_PING = b": ping\n\n"
_LARGEST = 2**63 - 1

_encode = msgspec.json.Encoder().encode


def last_seen(header: str | None, after: int | None) -> int | None:
    """The id that a client goes on behind; the header, which a browser sends when it comes again, wins. Raises
    `Invalid` for what was never one of our ids."""
    if header is None or not header.strip():
        return min(after, _LARGEST) if after is not None else None
    text = header.strip()
    if not text.isascii() or not text.isdigit() or len(text) > 19:
        detail = "This is no id of this stream."
        raise Invalid("bad_event_id", detail, [Fault("/header/Last-Event-ID", detail, "bad_event_id")])
    return min(int(text), _LARGEST)


async def feed_frames(
    bells: AsyncGenerator[bool, None], follow: FollowChanges, beginning: Beginning, *, lasts_seconds: float
) -> AsyncGenerator[bytes, None]:
    """The frames of one stream, until the client goes, the server stops or `lasts_seconds` are over.

    `bells` tells when to look (True) and when to ping (False); what is told is always read from the feed, so that a
    bell too many or too few loses nothing.
    """
    after = beginning.after
    ends_at = asyncio.get_running_loop().time() + lasts_seconds
    try:
        yield _WELCOME
        if beginning.resync:
            yield _resync(after)
        async for rung in bells:
            if not rung:
                yield _PING
            more = rung
            while more:
                entries = await follow.next(after)
                for entry in entries:
                    # Ids have no gaps: one that is missing was let go before this client had it.
                    if entry.id != after + 1:
                        yield _resync(entry.id - 1)
                    yield _frame(entry)
                    after = entry.id
                more = len(entries) == MOST_AT_ONCE
            if asyncio.get_running_loop().time() >= ends_at:
                return
    finally:
        await bells.aclose()


def _frame(entry: ActivityView) -> bytes:
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (entry.id, entry.kind.encode(), _encode(entry))


def _resync(id_: int) -> bytes:
    return b"id: %d\nevent: resync\ndata: {}\n\n" % id_
