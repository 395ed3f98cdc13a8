"""Who may be given a side: somebody known and active, with a role of that side."""

from collections.abc import Sequence
from uuid import UUID

from aegis_kernel.errors import Fault, Invalid
from aegis_kernel.rights import Role
from aegis_testing.application.known_people import KnownPeople
from aegis_testing.application.ports import People
from aegis_testing.domain.blind import Blind
from aegis_testing.domain.people import Person
from aegis_testing.domain.words import SideName

_ROLES: dict[SideName, frozenset[Role]] = {
    "red": frozenset({Role.RED_TECH, Role.RED_LEAD}),
    "blue": frozenset({Role.BLUE_TECH, Role.BLUE_LEAD}),
}


class Assignees:
    """Finds people for sides."""

    def __init__(self, people: People) -> None:
        self._people = KnownPeople(people)

    async def find(self, side: SideName, person_id: UUID | None, blind: Blind | None = None) -> Person | None:
        """The person, or nobody for None. `blind` is how the test is blind: who sees such a test is not given its blue
        side. Raises `NotKnownYet`, `Invalid`."""
        if person_id is None:
            return None
        known = await self._people.one(person_id)
        detail = None
        if not known.active:
            detail = f"{known.person.name} is deactivated."
        elif known.roles.isdisjoint(_ROLES[side]):
            detail = f"{known.person.name} has no role that works on the {side} side."
        if detail is not None:
            raise Invalid("invalid", detail, [Fault(f"/assignees/{side}", detail, "not_assignable")])
        if side == "blue" and blind is not None and blind.knows(person_id, known.roles):
            detail = f"{known.person.name} sees the red side of blind tests, and does not do their blue one."
            raise Invalid("invalid", detail, [Fault("/assignees/blue", detail, "saw_red_side")])
        return known.person

    async def white_cell(self, people: Sequence[UUID]) -> tuple[Person, ...]:
        """Those who are to know of a blind test, each once. Raises `NotKnownYet`, `Invalid`."""
        known = await self._people.active(people, lambda _: "/blind/white_cell")
        return tuple({one.person.id: one.person for one in known}.values())
