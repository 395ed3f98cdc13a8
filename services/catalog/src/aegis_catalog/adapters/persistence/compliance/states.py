"""What others may know of frameworks and controls."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from aegis_catalog.adapters.persistence.techniques.names import NO_NAMES, names_of
from aegis_contracts.catalog_controls import ControlState
from aegis_contracts.catalog_frameworks import FrameworkState

_FRAMEWORKS = """
select id, attack_id, name, state, upstream, version, publisher, attack_version, url, withdrawn_at
from framework where id = any($1::uuid[]) order by id for update
"""
_CONTROLS = """
select id, framework_id, attack_id, name, state, family, parent_id, groups, from_mapping, withdrawn_at
from control where id = any($1::uuid[]) order by id for update
"""


async def framework_states(driver: Any, ids: list[UUID]) -> Mapping[UUID, FrameworkState]:
    """The states of these frameworks. The techniques that they name are those that upstream calls non-mappable."""
    rows = await driver.fetch(_FRAMEWORKS, ids)
    names = await names_of(driver, ids)
    return {
        row["id"]: FrameworkState(
            id=row["id"],
            slug=row["attack_id"],
            name=row["name"],
            state=row["state"],
            source=row["upstream"],
            version=row["version"],
            publisher=row["publisher"],
            attack_version=row["attack_version"],
            non_mappable_ids_named=tuple(names.get(row["id"], NO_NAMES).named),
            url=row["url"],
            withdrawn_at=row["withdrawn_at"],
        )
        for row in rows
    }


async def control_states(driver: Any, ids: list[UUID]) -> Mapping[UUID, ControlState]:
    """The states of these controls."""
    rows = await driver.fetch(_CONTROLS, ids)
    names = await names_of(driver, ids)
    return {row["id"]: _control(row, names.get(row["id"], NO_NAMES)) for row in rows}


def _control(row: Any, names: Any) -> ControlState:
    return ControlState(
        id=row["id"],
        framework_id=row["framework_id"],
        label=row["attack_id"],
        name=row["name"],
        state=row["state"],
        family=row["family"],
        parent_id=row["parent_id"],
        groups=tuple(row["groups"]),
        technique_ids=tuple(names.technique_ids),
        technique_ids_named=tuple(names.named),
        from_mapping=row["from_mapping"],
        withdrawn_at=row["withdrawn_at"],
    )
