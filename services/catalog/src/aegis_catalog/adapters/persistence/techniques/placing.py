"""With each technique, its tactics in matrix order: joined once when content changes, not in every list that is read.

Here and not in SQL: within the transaction that fills empty tables the planner knows too little of them.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from aegis_catalog.application.views.content import TacticRef
from aegis_catalog.domain.content import DOMAINS
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork

_TACTICS = """
select id, attack_id, shortname, name, domain, place
from tactic left join tactic_place on tactic_id = id
"""
_CELLS = "select technique_id, domain, tactic_id from technique_tactic"
_PRESENT = "select id, tactics from technique"
_SET = """
update technique set tactics = given.tactics
from unnest($1::uuid[], $2::bytea[]) as given(id, tactics)
where technique.id = given.id
"""

_encode = msgspec.json.Encoder().encode


async def place_techniques(uow: SqlUnitOfWork) -> set[UUID]:
    """Writes the tactics of every technique where they have become others, and says of which. Tactics that are not
    there yet are left out until they are."""
    driver = await driver_of(uow.connection)
    tactics: dict[UUID, Any] = {}
    places: dict[tuple[UUID, str], int] = {}
    for row in await driver.fetch(_TACTICS):
        tactics[row["id"]] = row
        if row["domain"] is not None:
            places[row["id"], row["domain"]] = row["place"]
    cells: dict[UUID, list[tuple[tuple[int, int, UUID], TacticRef]]] = {}
    for technique_id, domain, tactic_id in await driver.fetch(_CELLS):
        if (tactic := tactics.get(tactic_id)) is not None:
            order = (DOMAINS.index(domain), places.get((tactic_id, domain), len(tactics)), tactic_id)
            cells.setdefault(technique_id, []).append((order, _ref(tactic, domain)))
    moved: Mapping[UUID, bytes] = {
        row["id"]: listed
        for row in await driver.fetch(_PRESENT)
        if (listed := _listed(cells.get(row["id"], []))) != row["tactics"]
    }
    if moved:
        await driver.execute(_SET, list(moved), list(moved.values()))
    return set(moved)


def _ref(tactic: Any, domain: Any) -> TacticRef:
    return TacticRef(
        id=tactic["id"],
        attack_id=tactic["attack_id"],
        shortname=tactic["shortname"],
        name=tactic["name"],
        domain=domain,
    )


def _listed(cells: list[tuple[tuple[int, int, UUID], TacticRef]]) -> bytes:
    return _encode([ref for _, ref in sorted(cells, key=lambda cell: cell[0])])
