"""What others may know of adversaries: their steps, with the templates that are there for each."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from aegis_contracts.catalog_adversaries import AdversaryState, AdversaryStep

_ADVERSARIES = """
select id, name, state, withdrawn_at from adversary where id = any($1::uuid[]) order by id for update
"""
_STEPS = """
select adversary_id, ability, array_remove(array_agg(template.id order by template.id), null) as template_ids
from adversary_step
join adversary on adversary.id = adversary_id
left join template
    on template.group_key = ability and template.upstream = adversary.upstream and template.state = 'active'
where adversary_id = any($1::uuid[])
group by adversary_id, place, ability
order by adversary_id, place
"""


async def adversary_states(driver: Any, ids: list[UUID]) -> Mapping[UUID, AdversaryState]:
    """The states of these adversaries."""
    rows = await driver.fetch(_ADVERSARIES, ids)
    steps: dict[UUID, list[AdversaryStep]] = {}
    for adversary_id, ability, template_ids in await driver.fetch(_STEPS, ids):
        steps.setdefault(adversary_id, []).append(AdversaryStep(ability=ability, template_ids=tuple(template_ids)))
    return {
        row["id"]: AdversaryState(
            id=row["id"],
            name=row["name"],
            state=row["state"],
            steps=tuple(steps.get(row["id"], ())),
            withdrawn_at=row["withdrawn_at"],
        )
        for row in rows
    }
