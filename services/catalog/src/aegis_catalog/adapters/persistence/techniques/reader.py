"""Techniques read: the list, and one with all that its page shows, in one query."""

from typing import Any

import msgspec

from aegis_catalog.adapters.persistence.lookup import one_of
from aegis_catalog.adapters.persistence.reading import as_built
from aegis_catalog.adapters.persistence.techniques.listing import (
    NOTHING,
    TECHNIQUES,
    listed_row,
    technique_row,
    technique_values,
)
from aegis_catalog.application.techniques.queries.techniques import (
    CauseView,
    Counts,
    MitigationOf,
    TechniqueDetail,
    TechniqueFilters,
    TechniqueRow,
)
from aegis_catalog.application.views.content import ItemRef, PersonRef, StatedRef
from aegis_chassis.database.pool import Database
from aegis_contracts.catalog_techniques import CATALOG_TECHNIQUES
from aegis_contracts.decay import ScoreFormula
from aegis_contracts.imported.attack import DetectionStrategy
from aegis_kernel.paging import Page, PageRequest

_ONE = f"""
select t.id, nullif(t.attack_id, ''), t.name, t.state, t.domains, t.sources, t.upstream, t.upstream_key, t.url,
    t.release, t.created, t.modified, t.withdrawn_at, t.tactics, t.platforms, t.is_subtechnique,
    parent.id, parent.attack_id, parent.name, follower.id, follower.attack_id, follower.name,
    coalesce(standing.status, 'not_evaluated'), coalesce(standing.flags, '{{}}'), t.review_state,
    standing.last_used_at,
    coalesce((select array_agg(distinct tag.name order by tag.name)
        from tag_technique join tag on tag.id = tag_technique.tag_id where tag_technique.leads_to = t.id), '{{}}'),
    publication.version, prose.description, prose.detection, standing.score,
    successor.id as successor_id, successor.attack_id as successor_attack_id, successor.name as successor_name,
    successor.state as successor_state,
    t.reviewed_by, t.reviewed_by_name, t.reviewed_at,
    (select count(*) from note where note.leads_to = t.id and note.withdrawn_at is null) as notes,
    technique_count.shown as counts,
    (select coalesce(json_agg(json_build_object('id', sub.id, 'attack_id', sub.attack_id, 'name', sub.name)
        order by sub.attack_id, sub.id), '[]')::text
        from technique sub where sub.parent_id = t.id and sub.state = 'active') as subtechniques,
    (select coalesce(json_agg(json_build_object('id', m.id, 'attack_id', nullif(m.attack_id, ''), 'name', m.name,
        'description', link.description) order by m.attack_id, m.id), '[]')::text
        from technique_mitigation link join mitigation m on m.id = link.mitigation_id and m.state = 'active'
        where link.technique_id = t.id) as mitigations,
    (select coalesce(json_agg(json_build_object('cause', cause, 'since', since, 'fields', fields, 'detail', detail,
        'by', case when raised_by is not null then json_build_object('id', raised_by, 'name', raised_by_name) end)
        order by cause), '[]')::text
        from review_cause where review_cause.technique_id = t.id) as causes
from technique t
left join technique parent on parent.id = t.parent_id
left join technique follower on follower.id = t.revoked_by
left join technique successor on successor.id = t.successor_id
left join standing on standing.technique_id = t.id
left join technique_count on technique_count.technique_id = t.id
left join technique_prose prose on prose.technique_id = t.id
left join publication on publication.topic = '{CATALOG_TECHNIQUES.name}' and publication.key = t.id::text
where t.id =
"""  # noqa: S608  # no input in it

_LIST_WIDTH = 27
"""The first columns are those of the list."""

_causes = msgspec.json.Decoder(list[CauseView]).decode


class SqlTechniqueReader:
    """`TechniqueReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, filters: TechniqueFilters, request: PageRequest) -> Page[TechniqueRow]:
        return await TECHNIQUES.page(self._database, request, technique_values(filters), listed_row)

    async def one(self, reference: str) -> TechniqueDetail | None:
        wanted, argument = one_of("technique", reference)
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_ONE + wanted, argument)
        return None if row is None else _detail(row)


def _detail(row: Any) -> TechniqueDetail:
    listed = technique_row(*row[:_LIST_WIDTH], counts=as_built(row["counts"] or NOTHING, Counts))
    successor = row["successor_id"]
    values = (
        *(getattr(listed, name) for name in TechniqueRow.__struct_fields__),
        row["version"] or 0,
        row["description"] or "",
        None
        if successor is None
        else StatedRef(successor, row["successor_attack_id"], row["successor_name"], row["successor_state"]),
        as_built(row["subtechniques"], list[ItemRef]),
        as_built(row["mitigations"], list[MitigationOf]),
        as_built(row["detection"] or b"[]", list[DetectionStrategy]),
        _causes(row["causes"]),
        None if row["reviewed_by"] is None else PersonRef(row["reviewed_by"], row["reviewed_by_name"]),
        row["reviewed_at"],
        None if row["score"] is None else as_built(row["score"], ScoreFormula),
        row["notes"],
    )
    return TechniqueDetail(*values)
