"""Techniques as an item of ours names them: by public ids, from where they lead on like upstream's names."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from aegis_kernel.errors import Fault, Invalid


class TechniqueNames(Protocol):
    async def public_ids(self, references: Sequence[str]) -> list[str | None]:
        """The public id of each, by id or public id; None for what is not there. One query."""
        ...


async def named_techniques(names: TechniqueNames, references: Sequence[str], pointer: str) -> tuple[str, ...]:
    """The public ids of all. Raises `Invalid` with a fault for each technique that is not there."""
    return those_named(await looked_up(names, [references]), references, pointer)


async def looked_up(names: TechniqueNames, lists: Iterable[Sequence[str]]) -> Mapping[str, str | None]:
    """The public ids of all that several lists name, by what names them. One query."""
    references = list(dict.fromkeys(one for references in lists for one in references))
    return dict(zip(references, await names.public_ids(references), strict=True)) if references else {}


def those_named(known: Mapping[str, str | None], references: Sequence[str], pointer: str) -> tuple[str, ...]:
    """The public ids of one list. Raises `Invalid` with a fault for each technique that is not there."""
    faults = [
        Fault(f"{pointer}/{place}", f"There is no such technique: {one[:100]}.", "technique_not_found")
        for place, one in enumerate(references)
        if known[one] is None
    ]
    if faults:
        raise Invalid("technique_not_found", faults[0].detail, faults)
    return tuple(dict.fromkeys(id_ for id_ in (known[one] for one in references) if id_ is not None))
