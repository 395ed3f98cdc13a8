"""What others may know of software."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from aegis_contracts.catalog_software import SoftwareState

_SOFTWARE = """
select id, attack_id, name, type, state, domains, platforms, withdrawn_at from software
where id = any($1::uuid[]) order by id for update
"""
_USES = """
select software_id, technique_id from software_use
where software_id = any($1::uuid[]) order by software_id, technique_id
"""


async def software_states(driver: Any, ids: list[UUID]) -> Mapping[UUID, SoftwareState]:
    """The states of these malware and tools."""
    rows = await driver.fetch(_SOFTWARE, ids)
    techniques: dict[UUID, list[UUID]] = {}
    for software_id, technique_id in await driver.fetch(_USES, ids):
        techniques.setdefault(software_id, []).append(technique_id)
    return {
        row["id"]: SoftwareState(
            id=row["id"],
            attack_id=row["attack_id"],
            name=row["name"],
            type=row["type"],
            state=row["state"],
            domains=tuple(row["domains"]),
            platforms=tuple(row["platforms"]),
            technique_ids=tuple(techniques.get(row["id"], ())),
            withdrawn_at=row["withdrawn_at"],
        )
        for row in rows
    }
