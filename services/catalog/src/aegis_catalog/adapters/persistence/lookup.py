"""Finding content by what people call it: its id, or its public id."""

from collections.abc import Iterable, Mapping
from uuid import UUID

LONGEST = 100
"""Characters of a reference worth looking for."""

PREFERRED = "state = 'active' desc, domain_rank, id"
"""Of several items with one public id: the active one, then that of the foremost domain (enterprise, mobile, ics)."""


def as_id(reference: str) -> UUID | None:
    """The UUID that a reference is, if it is one."""
    try:
        return UUID(reference)
    except ValueError:
        return None


def as_public_id(reference: str) -> str:
    """A public id as it is stored: ATT&CK writes them in capitals."""
    return reference.strip().upper()[:LONGEST]


def one_of(table: str, reference: str) -> tuple[str, UUID | str]:
    """A subquery for the id of the one item of `table` that `reference` means, with its only argument, ``$1``."""
    if (id_ := as_id(reference)) is not None:
        return "(select $1::uuid)", id_
    return _BY_PUBLIC_ID[table], as_public_id(reference)


_BY_PUBLIC_ID: Mapping[str, str] = {
    table: f"(select id from {table} where {public_id} = $1 order by {PREFERRED} limit 1)"  # noqa: S608  # our own names
    for table, public_id in (
        *((table, "attack_id") for table in ("technique", "tactic", "mitigation", "data_component", "actor")),
        *((table, "attack_id") for table in ("software", "campaign", "strategy")),
        *((table, "attack_id") for table in ("template", "adversary", "rule", "defence")),
        ("framework", "upper(attack_id)"),
    )
}


def several(references: Iterable[str]) -> tuple[list[UUID | None], list[str | None]]:
    """What people call things, in their order, as two arrays for one statement: the ids of those that are ids, and the
    public ids of the others; of what is neither, none of both."""
    named = list(references)
    ids = [as_id(one) for one in named]
    return ids, [None if id_ is not None else as_public_id(one) or None for one, id_ in zip(named, ids, strict=True)]
