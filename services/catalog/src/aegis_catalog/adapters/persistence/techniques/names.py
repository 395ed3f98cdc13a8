"""Where the technique ids that items name lead to (`sources.md`, rules 5 and 6)."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from aegis_catalog.adapters.persistence.techniques.counts import add_links
from aegis_catalog.adapters.persistence.techniques.tables import technique_name
from aegis_catalog.application.content.items import Naming
from aegis_catalog.application.content.ports import Moved
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork

COLUMNS = tuple(column.name for column in technique_name.columns)

# Of several techniques with one public id the active one, then that of the foremost domain; from there the end of its
# chain, or the last one known in it, which may be itself.
_ENDS = """
select distinct on (attack_id) attack_id, coalesce(successor_id, id) as technique_id
from technique
{where}
order by attack_id, state = 'active' desc, domain_rank, id
"""
_NAMES_OF = """
select item_id, named, technique_id from technique_name where item_id = any($1::uuid[]) order by item_id, named
"""
_ALL_ENDS = _ENDS.format(where="")
_SOME_ENDS = _ENDS.format(where="where attack_id = any($1::text[])")
_GONE = """
delete from technique_name where item_id = any($1::uuid[]) returning item_id, kind, active, technique_id
"""
_KNOWN = "select named, technique_id from technique_name group by named, technique_id"
_MOVE = """
update technique_name set technique_id = given.technique_id
from unnest($1::text[], $2::uuid[]) as given(named, technique_id)
where technique_name.named = given.named and technique_name.technique_id is distinct from given.technique_id
returning technique_name.item_id, technique_name.kind
"""


@dataclass(frozen=True, slots=True)
class Named:
    """The techniques that one item names."""

    item_id: UUID
    kind: str
    active: bool
    technique_ids_named: tuple[str, ...]


def named_by(item: Naming) -> Named:
    """What an item of upstream's names."""
    return Named(item.id, item.KIND, item.state == "active", item.technique_ids_named)


async def write_names(uow: SqlUnitOfWork, items: Sequence[Named]) -> None:
    """Puts these in the place of what the items named before, linked as far as techniques are known, and counts it."""
    if not items:
        return
    driver = await driver_of(uow.connection)
    wanted = list({named for item in items for named in item.technique_ids_named})
    ends = {row["attack_id"]: row["technique_id"] for row in await driver.fetch(_SOME_ENDS, wanted)}
    before = await driver.fetch(_GONE, [item.item_id for item in items])
    records: list[tuple[Any, ...]] = [
        (item.item_id, named, item.kind, item.active, ends.get(named))
        for item in items
        for named in dict.fromkeys(item.technique_ids_named)
    ]
    if records:
        await driver.copy_records_to_table(technique_name.name, columns=COLUMNS, records=records)
    links = {(item_id, kind, end) for item_id, _, kind, active, end in records if active and end}
    ended = {(item_id, kind, end) for item_id, kind, active, end in before if active and end}
    more = Counter((technique_id, kind) for _, kind, technique_id in links)
    more.subtract((technique_id, kind) for _, kind, technique_id in ended)
    await add_links(uow, more)


async def resolve_names(uow: SqlUnitOfWork) -> Moved:
    """After techniques have changed: links every name to the end that it leads to now."""
    driver = await driver_of(uow.connection)
    ends: Mapping[str, UUID] = {row["attack_id"]: row["technique_id"] for row in await driver.fetch(_ALL_ENDS)}
    known: Collection[Any] = await driver.fetch(_KNOWN)
    moved = {row["named"]: ends.get(row["named"]) for row in known if row["technique_id"] != ends.get(row["named"])}
    if not moved:
        return Moved({}, frozenset())
    touched = {row["technique_id"] for row in known if row["named"] in moved} | set(moved.values())
    items: dict[str, set[UUID]] = {}
    for row in await driver.fetch(_MOVE, list(moved), list(moved.values())):
        items.setdefault(row["kind"], set()).add(row["item_id"])
    return Moved(items, frozenset(id_ for id_ in touched if id_ is not None))


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
    for item_id, named, technique_id in await driver.fetch(_NAMES_OF, ids):
        names = found.setdefault(item_id, Names())
        names.named.append(named)
        if technique_id is not None:
            names.technique_ids[technique_id] = None
    return found
