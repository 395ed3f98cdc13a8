"""What others may know of techniques."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from aegis_catalog.domain.content import OWN
from aegis_contracts.catalog_techniques import TechniqueState, TechniqueTactic

_STATES = """
with cells as (
    select technique_id,
        array_agg(domain order by rank, tactic_id) as domains,
        array_agg(tactic_id order by rank, tactic_id) as tactic_ids
    from (
        select technique_id, domain, tactic_id, array_position(array['enterprise', 'mobile', 'ics'], domain) as rank
        from technique_tactic where technique_id = any($1::uuid[])
    ) ranked
    group by technique_id
)
select id, attack_id, name, state, technique.domains, cells.domains as cell_domains, cells.tactic_ids, platforms,
    is_subtechnique, parent_id, revoked_by, successor_id, review_state, release, url, withdrawn_at, upstream
from technique left join cells on cells.technique_id = technique.id
where id = any($1::uuid[])
order by id
for update of technique
"""


async def technique_states(driver: Any, ids: list[UUID]) -> Mapping[UUID, TechniqueState]:
    """The states of these techniques."""
    return {row["id"]: _state(row) for row in await driver.fetch(_STATES, ids)}


def _state(row: Any) -> TechniqueState:
    return TechniqueState(
        id=row["id"],
        attack_id=row["attack_id"],
        name=row["name"],
        state=row["state"],
        domains=tuple(row["domains"]),
        tactics=tuple(
            TechniqueTactic(domain=domain, tactic_id=tactic_id)
            for domain, tactic_id in zip(row["cell_domains"] or (), row["tactic_ids"] or (), strict=True)
        ),
        platforms=tuple(row["platforms"]),
        is_subtechnique=row["is_subtechnique"],
        parent_id=row["parent_id"],
        revoked_by=row["revoked_by"],
        successor_id=row["successor_id"],
        review_required=row["review_state"] == "review_required",
        own=row["upstream"] == OWN,
        release=row["release"],
        url=row["url"],
        withdrawn_at=row["withdrawn_at"],
    )
