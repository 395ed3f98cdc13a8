"""Who may be given a side: somebody known and active, with a role of that side."""

from uuid import UUID

from aegis_kernel.errors import Fault, Invalid, NotKnownYet
from aegis_kernel.rights import Role
from aegis_testing.application.ports import People
from aegis_testing.domain.people import Person
from aegis_testing.domain.words import SideName

_ROLES: dict[SideName, frozenset[Role]] = {
    "red": frozenset({Role.RED_TECH, Role.RED_LEAD}),
    "blue": frozenset({Role.BLUE_TECH, Role.BLUE_LEAD}),
}


class Assignees:
    """Finds people for sides."""

    def __init__(self, people: People) -> None:
        self._people = people

    async def find(self, side: SideName, person_id: UUID | None) -> Person | None:
        """The person, or nobody for None. Raises `NotKnownYet`, `Invalid`."""
        if person_id is None:
            return None
        known = await self._people.find(person_id)
        if known is None:
            raise NotKnownYet(f"No user {person_id} is known here (yet).")
        detail = None
        if not known.active:
            detail = f"{known.person.name} is deactivated."
        elif known.roles.isdisjoint(_ROLES[side]):
            detail = f"{known.person.name} has no role that works on the {side} side."
        if detail is not None:
            raise Invalid("invalid", detail, [Fault(f"/assignees/{side}", detail, "not_assignable")])
        return known.person
