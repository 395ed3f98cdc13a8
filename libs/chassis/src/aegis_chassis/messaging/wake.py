"""A bell in this process: a commit rings it, the relay waits for it. Polling covers bells rung elsewhere."""

import asyncio


class Wake:
    """Set by whoever has made work, awaited by whoever does it."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def set(self) -> None:
        self._event.set()

    async def wait(self, within: float) -> bool:
        """True when it was set within `within` seconds; clears it."""
        try:
            await asyncio.wait_for(self._event.wait(), within)
        except TimeoutError:
            return False
        self._event.clear()
        return True
