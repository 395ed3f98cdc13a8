"""Blind tests: what of them is hidden, from whom, until when (design, domain/testing.md, "Blind")."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aegis_kernel.errors import Fault
from aegis_kernel.rights import Role
from aegis_testing.domain.limits import raise_if_any
from aegis_testing.domain.people import Person
from aegis_testing.domain.words import RevealWhen

SEEING_ROLES = frozenset({Role.RED_TECH, Role.RED_LEAD, Role.ADMIN, Role.AUDITOR})
"""Whoever has one of these sees blind tests whole, whatever else they hold."""
MAX_WHITE_CELL = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """`window_*` is what blue is told of when. `reveal` is when the red side is shown: when blue submits, at
    `reveal_at`, or when a red lead says so, who may do it earlier in any case. `white_cell` are people outside the red
    side who know."""

    window_from: datetime | None = None
    window_until: datetime | None = None
    reveal: RevealWhen = "blue_submit"
    reveal_at: datetime | None = None
    white_cell: tuple[Person, ...] = ()
    revealed_at: datetime | None = None
    revealed_by: Person | None = None

    @property
    def hidden(self) -> bool:
        """Whether it is not revealed yet."""
        return self.revealed_at is None

    def knows(self, person: UUID, roles: Collection[Role]) -> bool:
        """Whether somebody sees the red side before the reveal."""
        return not SEEING_ROLES.isdisjoint(roles) or any(one.id == person for one in self.white_cell)


def check_blind(blind: Blind, now: datetime) -> None:
    """Raises `Invalid` with all that is wrong with how a test is to be blind."""
    faults: list[Fault] = []
    start, end = blind.window_from, blind.window_until
    if start is not None and end is not None and end <= start:
        faults.append(Fault("/blind/window_until", "The window ends before it begins.", "window_empty"))
    if (blind.reveal == "at") != (blind.reveal_at is not None):
        detail = "A reveal at a time needs the time, and only that one has one."
        faults.append(Fault("/blind/reveal_at", detail, "reveal_at"))
    elif blind.reveal_at is not None and blind.reveal_at <= now:
        faults.append(Fault("/blind/reveal_at", "The time of the reveal has passed.", "in_the_past"))
    if len(blind.white_cell) > MAX_WHITE_CELL:
        faults.append(Fault("/blind/white_cell", f"At most {MAX_WHITE_CELL} people.", "too_many"))
    raise_if_any(faults)
