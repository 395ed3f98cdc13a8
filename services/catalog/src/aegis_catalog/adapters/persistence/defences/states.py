"""What others may know of defences."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from aegis_catalog.adapters.persistence.techniques.names import NO_NAMES, names_of
from aegis_contracts.catalog_defences import DefenceState

_DEFENCES = """
select id, attack_id, name, state, tactic, parent_id, url, withdrawn_at,
    coalesce(implementation, 'none') as implementation, tool_id, owner, since
from defence left join defence_state on defence_id = id
where id = any($1::uuid[])
order by id
for update of defence
"""


async def defence_states(driver: Any, ids: list[UUID]) -> Mapping[UUID, DefenceState]:
    """The states of these defences, with what we have done about them."""
    rows = await driver.fetch(_DEFENCES, ids)
    names = await names_of(driver, ids)
    return {
        row["id"]: DefenceState(
            id=row["id"],
            d3fend_id=row["attack_id"],
            name=row["name"],
            state=row["state"],
            tactic=row["tactic"],
            parent_id=row["parent_id"],
            technique_ids=tuple(names.get(row["id"], NO_NAMES).technique_ids),
            technique_ids_named=tuple(names.get(row["id"], NO_NAMES).named),
            implementation=row["implementation"],
            tool_id=row["tool_id"],
            owner=row["owner"],
            since=row["since"],
            url=row["url"],
            withdrawn_at=row["withdrawn_at"],
        )
        for row in rows
    }
