"""Which failures of PostgreSQL mean that the bus is away."""

from collections.abc import Iterator
from contextlib import contextmanager

from aegis_chassis.messaging.bus import BusAway
from aegis_chassis.messaging.failures import is_transient


@contextmanager
def failing_as_away() -> Iterator[None]:
    """Failures inside that pass by themselves become `BusAway`; defects stay what they are."""
    try:
        yield
    except BusAway:
        raise
    except Exception as error:
        if not is_transient(error):
            raise
        raise BusAway(f"PostgreSQL: {type(error).__name__}: {error}") from error
