"""Techniques that something of ours names: each as it was named, and where that leads today.

A technique that is revoked, split or merged hands its place to another (a succession). What we said of the old one
follows, and finds back when the succession is undone, because the name that was given is kept.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Pointer:
    """`named` is what a person meant; `technique_id` is what it is today."""

    named: UUID
    technique_id: UUID

    @classmethod
    def to(cls, technique_id: UUID) -> "Pointer":
        """One that leads nowhere else."""
        return cls(technique_id, technique_id)


class Pointers:
    """A set of techniques in the order in which they were named. Several names may lead to one technique: it is in the
    set once, and leaves it with all of its names."""

    def __init__(self, pointers: Iterable[Pointer] = ()) -> None:
        self._leads = {pointer.named: pointer.technique_id for pointer in pointers}

    @property
    def ids(self) -> tuple[UUID, ...]:
        """The techniques of today, each once."""
        return tuple(dict.fromkeys(self._leads.values()))

    def __iter__(self) -> Iterator[Pointer]:
        return (Pointer(named, technique_id) for named, technique_id in self._leads.items())

    def __len__(self) -> int:
        return len(self.ids)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pointers) and self._leads == other._leads

    __hash__ = None  # type: ignore[assignment]  # it changes

    def with_(self, pointers: Iterable[Pointer]) -> "Pointers":
        """These and the others; what is there already stays as it was named."""
        have = set(self._leads.values())
        return Pointers([*self, *(pointer for pointer in pointers if pointer.technique_id not in have)])

    def without(self, technique_ids: Iterable[UUID]) -> "Pointers":
        """These but for what leads to one of `technique_ids`."""
        gone = set(technique_ids)
        return Pointers(pointer for pointer in self if pointer.technique_id not in gone)
