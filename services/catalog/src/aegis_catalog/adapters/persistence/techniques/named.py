"""What items' names of techniques say, read in a transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

_NAMES = """
select item_id, named, technique_id from technique_name where item_id = any($1::uuid[]) order by item_id, named
"""


@dataclass(slots=True)
class Names:
    """The names of one item in their order, and the techniques that they lead to, each once."""

    named: list[str] = field(default_factory=list)
    technique_ids: dict[UUID, None] = field(default_factory=dict)


NO_NAMES = Names()
"""Of an item that names none."""


async def names_of(driver: Any, ids: list[UUID]) -> Mapping[UUID, Names]:
    """What these items name; those that name nothing are left out."""
    found: dict[UUID, Names] = {}
    for item_id, named, technique_id in await driver.fetch(_NAMES, ids):
        names = found.setdefault(item_id, Names())
        names.named.append(named)
        if technique_id is not None:
            names.technique_ids[technique_id] = None
    return found
