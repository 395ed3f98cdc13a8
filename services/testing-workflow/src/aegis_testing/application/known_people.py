"""People whom somebody names: all looked up in one question, and each once for a whole bulk."""

from collections.abc import Callable, Collection, Sequence
from uuid import UUID

from aegis_kernel.errors import Fault, Invalid, NotKnownYet
from aegis_testing.application.ports import KnownPerson, People


class KnownPeople:
    """What identity told of people, kept for the time of a request."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._known: dict[UUID, KnownPerson] = {}

    async def one(self, person_id: UUID) -> KnownPerson:
        """Raises `NotKnownYet`."""
        await self._look_up([person_id])
        return self._one(person_id)

    async def active(self, people: Sequence[UUID], pointer: Callable[[int], str]) -> list[KnownPerson]:
        """All of `people`, in their order; `pointer` names the field of each, by its place. Raises `NotKnownYet`,
        `Invalid`."""
        await self._look_up(people)
        found = []
        for index, person_id in enumerate(people):
            known = self._one(person_id)
            if not known.active:
                detail = f"{known.person.name} is deactivated."
                raise Invalid("invalid", detail, [Fault(pointer(index), detail, "not_active")])
            found.append(known)
        return found

    async def _look_up(self, people: Collection[UUID]) -> None:
        unknown = set(people) - self._known.keys()
        if unknown:
            self._known |= await self._people.find_all(unknown)

    def _one(self, person_id: UUID) -> KnownPerson:
        if person_id not in self._known:
            raise NotKnownYet(f"No user {person_id} is known here (yet).")
        return self._known[person_id]
