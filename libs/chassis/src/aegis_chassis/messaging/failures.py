"""Which failures pass by themselves, and how long to wait between tries."""

from collections.abc import Iterator

import asyncpg
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from aegis_chassis.messaging.bus import BusAway
from aegis_kernel.errors import Away

TRANSIENT_STATES = ("08", "40", "53", "55P03", "57")
"""SQLSTATEs, or their classes: connection lost, serialisation failure, no resources, lock not had, server stopping."""


def is_transient(error: BaseException) -> bool:
    """Whether `error` says nothing about the work itself: the same work may well succeed later."""
    if isinstance(error, DBAPIError):
        cause = getattr(error.orig, "__cause__", None) or error.orig
        return isinstance(error, InterfaceError) or error.connection_invalidated or _is_transient_cause(cause)
    return isinstance(error, PoolTimeout) or _is_transient_cause(error)


def _is_transient_cause(error: BaseException | None) -> bool:
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str) and state.startswith(TRANSIENT_STATES):
        return True
    return isinstance(
        error,
        OSError
        | TimeoutError
        | BusAway
        | Away
        | asyncpg.InterfaceError
        | asyncpg.PostgresConnectionError
        # What asyncpg says, at times, of a connection whose server was killed.
        | asyncpg.InternalClientError,
    )


def back_off(first: float, longest: float) -> Iterator[float]:
    """Seconds to wait before each further try: doubling from `first` to `longest`, without end."""
    seconds = first
    while True:
        yield seconds
        seconds = min(seconds * 2, longest)
