"""What others may know of entries of feeds."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from aegis_catalog.adapters.persistence.techniques.names import NO_NAMES, names_of
from aegis_contracts.catalog_intel import IntelState

_INTEL = """
select id, name, triage, link, feeds, published from intel where id = any($1::uuid[]) order by id for update
"""


async def intel_states(driver: Any, ids: list[UUID]) -> Mapping[UUID, IntelState]:
    """The states of these entries."""
    rows = await driver.fetch(_INTEL, ids)
    names = await names_of(driver, ids)
    return {
        row["id"]: IntelState(
            id=row["id"],
            name=row["name"],
            triage=row["triage"],
            link=row["link"],
            feeds=tuple(row["feeds"]),
            published=row["published"],
            technique_ids=tuple(names.get(row["id"], NO_NAMES).technique_ids),
        )
        for row in rows
    }
