"""The threat profile: whom we expect, and how much each matters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from aegis_catalog.domain.events import ProfileChanged
from aegis_catalog.domain.pointers import Pointers
from aegis_catalog.domain.words import faults_in_word
from aegis_kernel.aggregate import Aggregate
from aegis_kernel.errors import Fault, Invalid
from aegis_kernel.ids import named_id

PROFILE_ID = named_id("catalog", "organisation", "profile")
ACTORS_MOST = 500
LISTS_MOST = 50
TECHNIQUES_MOST = 2_000
WEIGHTS = range(1, 4)


@dataclass(frozen=True, slots=True)
class Weighed:
    """An actor that matters, with a weight of 1 to 3."""

    actor_id: UUID
    weight: int = 1


@dataclass(frozen=True, slots=True)
class TechniqueList:
    """A list of our own that matters as an actor does."""

    name: str
    weight: int = 1
    techniques: Pointers = field(default_factory=Pointers)


class Profile(Aggregate):
    """The organisation's threat profile. Relevance of a technique = share of the whole weight that the actors and
    lists have which use it."""

    def __init__(
        self, version: int = 0, *, actors: Sequence[Weighed] = (), lists: Sequence[TechniqueList] = ()
    ) -> None:
        super().__init__(PROFILE_ID, version)
        self.actors = tuple(actors)
        self.lists = tuple(lists)

    def begin(self) -> None:
        """Takes up an empty profile, at the first start."""
        self.record(ProfileChanged())

    def change(self, actors: Iterable[Weighed], lists: Iterable[TechniqueList], reason: str) -> None:
        """Sets both; what is the same already changes nothing. Raises `Invalid` with every fault."""
        actors = tuple(actors)
        lists = tuple(TechniqueList(" ".join(one.name.split()), one.weight, one.techniques) for one in lists)
        if faults := [*_actor_faults(actors), *_list_faults(lists)]:
            raise Invalid("profile_invalid", "The profile cannot be set like this.", faults)
        old: dict[str, object] = {}
        if actors != self.actors:
            old["actors"] = [{"actor_id": one.actor_id, "weight": one.weight} for one in self.actors]
        if lists != self.lists:
            old["lists"] = [
                {"name": one.name, "weight": one.weight, "technique_ids": one.techniques.ids} for one in self.lists
            ]
        if old:
            self.actors, self.lists = actors, lists
            self.record(ProfileChanged(changed=old, reason=reason or None))

    def follow(self, reason: str) -> None:
        """Says that techniques on its lists have become others."""
        self.record(ProfileChanged(reason=reason))


def _actor_faults(actors: Sequence[Weighed]) -> list[Fault]:
    if len(actors) > ACTORS_MOST:
        return [Fault("/actors", f"At most {ACTORS_MOST} actors.", "too_many")]
    faults = []
    seen: set[UUID] = set()
    for place, one in enumerate(actors):
        if one.actor_id in seen:
            faults.append(Fault(f"/actors/{place}/actor", "It is there already.", "repeated"))
        seen.add(one.actor_id)
        faults += _weight_faults(f"/actors/{place}/weight", one.weight)
    return faults


def _list_faults(lists: Sequence[TechniqueList]) -> list[Fault]:
    if len(lists) > LISTS_MOST:
        return [Fault("/lists", f"At most {LISTS_MOST} lists.", "too_many")]
    faults = []
    seen: set[str] = set()
    for place, one in enumerate(lists):
        faults += faults_in_word(f"/lists/{place}/name", one.name)
        if one.name.lower() in seen:
            faults.append(Fault(f"/lists/{place}/name", "Another list has that name.", "repeated"))
        seen.add(one.name.lower())
        faults += _weight_faults(f"/lists/{place}/weight", one.weight)
        if not len(one.techniques):
            faults.append(Fault(f"/lists/{place}/techniques", "At least one technique.", "missing"))
        if len(one.techniques) > TECHNIQUES_MOST:
            faults.append(Fault(f"/lists/{place}/techniques", f"At most {TECHNIQUES_MOST}.", "too_many"))
    return faults


def _weight_faults(pointer: str, weight: int) -> list[Fault]:
    return [] if weight in WEIGHTS else [Fault(pointer, "From 1 to 3.", "out_of_range")]
