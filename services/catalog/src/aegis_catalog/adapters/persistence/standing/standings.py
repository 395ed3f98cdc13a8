"""Standings on PostgreSQL."""

from collections.abc import Sequence

import msgspec

from aegis_catalog.adapters.persistence.techniques.listed import list_techniques
from aegis_catalog.application.standing.ports import ScoreOf, UseOf
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork

_SCORES = """
insert into standing as present (technique_id, score_version, status, flags, score)
select given.technique_id, given.version, given.status, string_to_array(given.flags, ','), given.score
from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::bytea[])
    as given(technique_id, version, status, flags, score)
order by given.technique_id
on conflict (technique_id) do update
set score_version = excluded.score_version, status = excluded.status, flags = excluded.flags, score = excluded.score
where excluded.score_version > present.score_version
"""
_BEFORE = "select distinct technique_id, template_id from test_use where test_id = any($1::uuid[])"
_USES = """
insert into test_use as present (test_id, version, technique_id, used_at, template_id, drafted_id)
select given.test_id, given.version, given.technique_id, given.used_at, given.template_id, given.drafted_id
from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::timestamptz[], $5::uuid[], $6::uuid[])
    as given(test_id, version, technique_id, used_at, template_id, drafted_id)
order by given.test_id
on conflict (test_id) do update
set version = excluded.version, technique_id = excluded.technique_id, used_at = excluded.used_at,
    template_id = excluded.template_id, drafted_id = excluded.drafted_id
where excluded.version > present.version
"""
_LATEST = """
insert into standing as present (technique_id, last_used_at)
select touched.technique_id, (select max(used_at) from test_use where test_use.technique_id = touched.technique_id)
from unnest($1::uuid[]) as touched(technique_id)
order by touched.technique_id
on conflict (technique_id) do update
set last_used_at = excluded.last_used_at
where present.last_used_at is distinct from excluded.last_used_at
"""
_TEMPLATES = """
insert into template_standing as present (template_id, last_used_at)
select touched.template_id, (select max(used_at) from test_use where test_use.template_id = touched.template_id)
from unnest($1::uuid[]) as touched(template_id)
order by touched.template_id
on conflict (template_id) do update
set last_used_at = excluded.last_used_at
where present.last_used_at is distinct from excluded.last_used_at
"""

_encode = msgspec.json.Encoder().encode


class SqlStandings:
    """`Standings`. Flags are words without commas."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def note_scores(self, scores: Sequence[ScoreOf]) -> None:
        driver = await driver_of(self._uow.connection)
        await driver.execute(
            _SCORES,
            [entry.score.technique_id for entry in scores],
            [entry.version for entry in scores],
            [entry.score.status for entry in scores],
            [",".join(entry.score.flags) for entry in scores],
            [_encode(entry.score.score) for entry in scores],
        )
        await list_techniques(self._uow, [entry.score.technique_id for entry in scores])

    async def note_uses(self, uses: Sequence[UseOf]) -> None:
        driver = await driver_of(self._uow.connection)
        before = await driver.fetch(_BEFORE, [use.test_id for use in uses])
        await driver.execute(
            _USES,
            [use.test_id for use in uses],
            [use.version for use in uses],
            [use.technique_id for use in uses],
            [None if use.gone else use.used_at for use in uses],
            [use.template_id for use in uses],
            [None if use.gone else use.drafted_id for use in uses],
        )
        touched = {row["technique_id"] for row in before} | {use.technique_id for use in uses}
        await driver.execute(_LATEST, list(touched))
        templates = {row["template_id"] for row in before} | {use.template_id for use in uses}
        templates.discard(None)
        if templates:
            await driver.execute(_TEMPLATES, list(templates))
        await list_techniques(self._uow, touched)
