"""Instants as they come in: with a time zone, within sensible years, as UTC from then on."""

from datetime import UTC, datetime
from typing import Annotated

from msgspec import Meta

from aegis_kernel.errors import Fault, Invalid

Instant = Annotated[datetime, Meta(tz=True)]

FIRST_YEAR = 1980
LAST_YEAR = 2200


def utc(instant: datetime | None, pointer: str) -> datetime | None:
    """The same instant in UTC. Raises `Invalid` for a year that no test can have been run in."""
    if instant is None:
        return None
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        detail = f"A year between {FIRST_YEAR} and {LAST_YEAR}."
        raise Invalid("invalid", detail, [Fault(pointer, detail, "out_of_range")])
    return instant.astimezone(UTC)
