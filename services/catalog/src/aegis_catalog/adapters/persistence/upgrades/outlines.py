"""Outlines of releases on PostgreSQL: made of the claims that were applied, and kept a row a technique."""

from datetime import datetime
from uuid import UUID

import msgspec

from aegis_catalog.adapters.persistence.upgrades.tables import release_technique
from aegis_catalog.application.upgrades.outlining import placed
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.import_content import Claim
from aegis_contracts.imported.attack import TacticItem, TechniqueItem
from aegis_contracts.imported.outline import ReleaseOutlineItem, outlined

_CLAIMS = """
select body from claim
where source_id = $1 and domain = $2 and kind in ('technique', 'tactic') and withdrawn_at is null
"""
_PUT = """
insert into release (domain, release, source_id, source_name, run_id, known_at, applied_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (domain, release) do update
set source_id = excluded.source_id, source_name = excluded.source_name, run_id = excluded.run_id,
    applied_at = excluded.applied_at
"""
_CLEAR = "delete from release_technique where domain = $1 and release = $2"
_COLUMNS = tuple(column.name for column in release_technique.columns)


class _Outlined(msgspec.Struct, gc=False):
    """As much of a claim as an outline takes."""

    content_id: UUID
    item: TechniqueItem | TacticItem


_decode = msgspec.json.Decoder(_Outlined).decode


class OutlinedClaims:
    """What was applied, outlined as import outlines what it read."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def outline(self, source_id: UUID, domain: str) -> ReleaseOutlineItem:
        """The outline of what a source claims of a domain now."""
        driver = await driver_of(self._uow.connection)
        tactics: dict[UUID, str] = {}
        techniques: list[tuple[UUID, TechniqueItem]] = []
        for row in await driver.fetch(_CLAIMS, source_id, domain):
            found = _decode(row["body"])
            if isinstance(found.item, TacticItem):
                tactics[found.content_id] = found.item.attack_id
            else:
                techniques.append((found.content_id, found.item))
        return outlined(techniques, tactics)


async def keep_outline(
    uow: SqlUnitOfWork,
    domain: str,
    release: str,
    by: Claim,
    outline: ReleaseOutlineItem,
    *,
    known_at: datetime,
    applied_at: datetime | None,
) -> None:
    """Puts an outline in the place of what was known of the release; `by` names the source and the run."""
    driver = await driver_of(uow.connection)
    await driver.execute(_PUT, domain, release, by.source_id, by.source_name, by.run_id, known_at, applied_at)
    await driver.execute(_CLEAR, domain, release)
    rows = [
        (
            domain,
            release,
            one.technique.id,
            one.technique.attack_id,
            one.technique.name,
            one.state,
            list(one.technique.tactics),
            one.technique.is_subtechnique,
            one.technique.parent_id,
            one.technique.revoked_by,
            one.end_id,
            one.decided,
            one.has_subtechniques,
            one.technique.description,
            one.technique.platforms,
            one.technique.detection,
            one.technique.mitigations,
        )
        for one in placed(outline)
    ]
    await driver.copy_records_to_table(release_technique.name, columns=_COLUMNS, records=rows)
