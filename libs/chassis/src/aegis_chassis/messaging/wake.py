"""A bell: a commit rings it, the relay waits for it. Polling covers bells that were missed."""

import asyncio


class Wake:
    """Set by whoever has made work, awaited by whoever does it.

    `channel` names the PostgreSQL channel to notify as well, for a process that publishes and runs no relay: NOTIFY
    makes commits queue behind one another, so that a process with its relay goes without.
    """

    def __init__(self, channel: str | None = None) -> None:
        self.channel = channel
        self._event = asyncio.Event()

    def set(self) -> None:
        self._event.set()

    async def wait(self, within: float) -> bool:
        """True when it was set within `within` seconds; clears it."""
        try:
            async with asyncio.timeout(within):
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True


def outbox_channel(schema: str) -> str:
    """The channel that a commit into `schema`'s outbox notifies."""
    return f"aegis_outbox_{schema}"
