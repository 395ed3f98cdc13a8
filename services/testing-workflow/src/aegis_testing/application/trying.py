"""Changes that take nothing away from others: when somebody was quicker, they are made again on the present state."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from aegis_kernel.errors import Stale

T = TypeVar("T")

TRIES = 5


async def again_when_stale(change: Callable[[], Awaitable[T]]) -> T:
    """What `change` gives, tried a few times. Raises `Stale` when others were quicker each time."""
    for _ in range(TRIES - 1):
        try:
            return await change()
        except Stale:
            continue
    return await change()
