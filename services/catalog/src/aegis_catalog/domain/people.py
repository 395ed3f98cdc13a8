"""A person as our own records keep them: the id, and the name at that time."""

from dataclasses import dataclass
from uuid import UUID

from aegis_kernel.rights import Caller


@dataclass(frozen=True, slots=True)
class Person:
    """Who did something."""

    id: UUID
    name: str


def person(caller: Caller) -> Person:
    """The caller as a record keeps them."""
    return Person(caller.id, caller.name)
