"""How use cases find what people name by ids or public ids, many at once."""

from collections.abc import Iterable, Sequence
from typing import Literal, Protocol
from uuid import UUID

from aegis_catalog.domain.pointers import Pointer
from aegis_kernel.errors import Fault, Invalid

Kind = Literal[
    "technique", "tactic", "actor", "software", "data_component", "defence", "tool", "rule", "template", "intel"
]


class Finder(Protocol):
    """Finds things of the catalogue by what people call them."""

    async def find(self, kind: Kind, references: Sequence[str]) -> list[UUID | None]:
        """The id of each, in the order asked, None for what is not there: of several with one public id the active
        one, then that of the foremost domain. Tools, rules, templates and intel have ids alone. One query."""
        ...

    async def pointers(self, technique_ids: Iterable[UUID]) -> list[Pointer]:
        """Where techniques lead today: those that hand over, to their successors."""
        ...


async def found(finder: Finder, kind: Kind, references: Sequence[str], pointer: str) -> list[UUID]:
    """The ids of all. Raises `Invalid` with a fault for each that is not there; `pointer` leads to the list."""
    ids = await finder.find(kind, references) if references else []
    noun = kind.replace("_", " ")
    faults = [
        Fault(f"{pointer}/{place}", f"There is no such {noun}: {references[place][:100]}.", f"{kind}_not_found")
        for place, id_ in enumerate(ids)
        if id_ is None
    ]
    if faults:
        raise Invalid(f"{kind}_not_found", faults[0].detail, faults)
    return [id_ for id_ in ids if id_ is not None]
