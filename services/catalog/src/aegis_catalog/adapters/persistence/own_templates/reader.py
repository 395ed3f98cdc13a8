"""Versions of templates of our own, read."""

from uuid import UUID

import msgspec

from aegis_catalog.application.own_templates.queries.versions import TemplateVersion, TemplateVersionDetail
from aegis_catalog.application.views.content import PersonRef
from aegis_catalog.domain.own_template import TemplateTold
from aegis_chassis.database.pool import Database

_ALL = """
select version.revision, version.comment, version.by_id, version.by_name, version.at
from template left join template_version version on version.template_id = template.id
where template.id = $1
order by version.revision desc
"""
_SOME = """
select revision, comment, by_id, by_name, at, content from template_version
where template_id = $1 and revision = any($2::int[]) order by revision
"""

_decode = msgspec.json.Decoder(TemplateTold).decode


class SqlVersionReader:
    """`VersionReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all_of(self, template_id: UUID) -> list[TemplateVersion] | None:
        async with self._database.raw() as connection:
            rows = await connection.fetch(_ALL, template_id)
        if not rows:
            return None
        return [
            TemplateVersion(revision, comment, PersonRef(by_id, by_name), at)
            for revision, comment, by_id, by_name, at in map(tuple, rows)
            if revision is not None
        ]

    async def some(self, template_id: UUID, revisions: tuple[int, ...]) -> list[TemplateVersionDetail]:
        async with self._database.raw() as connection:
            rows = await connection.fetch(_SOME, template_id, list(revisions))
        return [
            TemplateVersionDetail(revision, comment, PersonRef(by_id, by_name), at, _decode(content))
            for revision, comment, by_id, by_name, at, content in map(tuple, rows)
        ]
