"""Techniques that a feed's entry names, with templates that try them, in one query."""

from uuid import UUID

import msgspec

from aegis_catalog.application.intel.queries.test_draft import DraftTemplate, NamedTechnique
from aegis_chassis.database.pool import Database

_OF = """
select intel.name, technique.id, technique.attack_id, technique.name as technique, (
    select cast(coalesce(json_agg(json_build_object('id', few.id, 'name', few.name) order by few.name, few.id), '[]')
        as text)
    from (
        select template.id, template.name from template
        where template.state = 'active' and template.approval = 'approved' and template.id in (
            select item_id from technique_name tried
            where tried.technique_id = technique.id and tried.kind = 'template'
        )
        order by template.name, template.id limit 10
    ) few
) as templates
from intel
left join lateral (
    select distinct technique_id from technique_name where item_id = intel.id
) named on true
left join technique on technique.id = named.technique_id and technique.state = 'active'
where intel.id = $1
order by technique.attack_id, technique.id
"""

_templates = msgspec.json.Decoder(list[DraftTemplate]).decode


class SqlIntelTechniqueReader:
    """`IntelTechniqueReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, item_id: UUID) -> tuple[str, list[NamedTechnique]] | None:
        async with self._database.raw() as connection:
            rows = await connection.fetch(_OF, item_id)
        if not rows:
            return None
        named = [
            NamedTechnique(row["id"], row["attack_id"], row["technique"], _templates(row["templates"]))
            for row in rows
            if row["id"] is not None
        ]
        return rows[0]["name"], named
