"""Whoever reads, as far as it decides what of a blind test they see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from msgspec import Struct

from aegis_kernel.rights import Caller
from aegis_testing.domain.blind import SEEING_ROLES
from aegis_testing.domain.campaigns.seeing import is_guest, oversees
from aegis_testing.domain.hidden import is_blues


@dataclass(frozen=True, slots=True, kw_only=True)
class Seer:
    """`sees_all`: blind tests too, by a role. Others see those whose white cell they are in, and of the rest the number
    and window; and, with `blues`, blue's own work. `oversees`: restricted campaigns too; a `guest` sees only those that
    they are in."""

    person: UUID
    sees_all: bool = False
    blues: bool = False
    oversees: bool = False
    guest: bool = False

    @classmethod
    def of(cls, caller: Caller) -> Self:
        return cls(
            person=caller.id,
            sees_all=not SEEING_ROLES.isdisjoint(caller.roles),
            blues=is_blues(caller),
            oversees=oversees(caller),
            guest=is_guest(caller),
        )


class BlindItem(Struct, frozen=True, kw_only=True):
    """That a test is or was blind. `hidden`: from whoever reads it here, most of it. The window is what blue is told of
    when."""

    hidden: bool
    window_from: datetime | None = None
    window_until: datetime | None = None
    revealed_at: datetime | None = None
