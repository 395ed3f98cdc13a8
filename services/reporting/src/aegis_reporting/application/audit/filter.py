"""Which entries of the trail are asked for."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailFilter:
    """Several values of one filter mean *or*, different filters *and*; empty means any. Actors by id or name, exactly;
    `since` is included, `until` is not."""

    actors: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    object_types: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
