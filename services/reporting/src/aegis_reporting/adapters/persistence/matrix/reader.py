"""Reads a matrix: one query, a row a cell, straight from the driver."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from aegis_chassis.database.pool import Database
from aegis_reporting.application.matrix.filter import CellFilter
from aegis_reporting.application.matrix.rows import (
    Formulas,
    MatrixRows,
    Standing,
    TacticRow,
    TechniqueRow,
    TestRef,
)

_SHOWN = """
with shown as materialized (
    select
        t.id, t.attack_id, t.name, parent.attack_id as parent, t.platforms, t.review_required,
        coalesce(parent.name, t.name) as sort_name, coalesce(parent.attack_id, t.attack_id) as sort_id,
        t.domains && coalesce(ours.domains, '{enterprise}') as domain_ours,
        case
            when t.platform_keys = '{}' then coalesce(ours.platform_keys, '{}') = '{}'
            else (coalesce(ours.include_pre, false) and 'pre' = any(t.platform_keys))
                or case
                    when coalesce(ours.platform_keys, '{}') = '{}' then array_remove(t.platform_keys, 'pre') <> '{}'
                    else array_remove(t.platform_keys, 'pre') && ours.platform_keys
                end
        end as platform_ours,
        exists (
            select from scope_exclusion e where e.technique_id = t.id and (e.ends_at is null or $2 < e.ends_at)
        ) as excluded,
        exists (select from technique sub where sub.parent_id = t.id and sub.active) as has_subtechniques,
        coalesce(used.actors, 0) as actors,
        s.status, s.flags, s.in_scope, s.tests, s.lines, s.last_attacked_at, s.formulas,
        case when $7 > 0 and s.tests > 0 then (
            select json_agg(latest) from (
                select id, number, procedure, result, attacked_at from test
                where test.technique_id = t.id order by validated_at desc, id limit $7
            ) latest
        ) end as links
    from technique t
    left join technique parent on parent.id = t.parent_id
    left join technique_score s on s.technique_id = t.id
    left join (select domains, platform_keys, include_pre from scope limit 1) ours on true
    left join (
        select u.technique_id, count(*)::int as actors
        from actor_use u join actor a on a.id = u.actor_id and a.active group by u.technique_id
    ) used on used.technique_id = t.id
    where t.active
        and ($3::text[] is null or t.platform_keys && $3)
        and ($5::text[] is null or coalesce(s.status, 'not_evaluated') = any($5))
        and ($6::text[] is null or exists (
            select from actor_use u join actor a on a.id = u.actor_id and a.active
            where u.technique_id = t.id and (a.attack_id = any($6) or a.id::text = any($6))
        ))
)
select
    m.release, mt.position, mt.tactic_id, mt.attack_id as tactic_attack_id, mt.shortname, mt.name as tactic_name,
    cell.*
from matrix m
join matrix_tactic mt on mt.domain = m.domain
left join (
    select c.tactic_id as in_tactic, shown.* from technique_cell c join shown on shown.id = c.technique_id
    where c.domain = $1
) cell on cell.in_tactic = mt.tactic_id
where m.domain = $1
    and ($4::text[] is null or mt.shortname = any($4) or mt.attack_id = any($4) or mt.tactic_id::text = any($4))
order by mt.position, cell.sort_name collate "C", cell.sort_id collate "C", cell.attack_id collate "C"
"""

_formulas = msgspec.json.Decoder(Formulas).decode


class SqlMatrixReader:
    """The matrix from its replicas (`MatrixReader`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def rows(self, wanted: CellFilter, *, at: datetime, links: int = 0) -> MatrixRows:
        """See the port."""
        async with self._database.raw() as connection:
            found: Sequence[Mapping[str, Any]] = await connection.fetch(
                _SHOWN,
                wanted.domain,
                at,
                _any([platform.casefold() for platform in wanted.platforms]),
                _any([tactic.strip() for tactic in wanted.tactics]),
                _any(wanted.statuses),
                _any(wanted.actors),
                links,
            )
        return MatrixRows(domain=wanted.domain, release=found[0]["release"] if found else None, tactics=_tactics(found))


def _any(values: Iterable[str]) -> list[str] | None:
    return list(values) or None


def _tactics(found: Sequence[Mapping[str, Any]]) -> list[TacticRow]:
    tactics: dict[int, TacticRow] = {}
    techniques: dict[UUID, TechniqueRow] = {}
    for row in found:
        tactic = tactics.get(row["position"])
        if tactic is None:
            tactic = tactics[row["position"]] = TacticRow(
                id=row["tactic_id"],
                attack_id=row["tactic_attack_id"],
                shortname=row["shortname"],
                name=row["tactic_name"],
                techniques=[],
            )
        id_ = row["id"]
        if id_ is None:
            continue
        technique = techniques.get(id_)
        if technique is None:
            technique = techniques[id_] = _technique(row)
        tactic.techniques.append(technique)
    return list(tactics.values())


def _technique(row: Mapping[str, Any]) -> TechniqueRow:
    return TechniqueRow(
        id=row["id"],
        attack_id=row["attack_id"],
        name=row["name"],
        parent=row["parent"],
        platforms=row["platforms"],
        review_required=row["review_required"],
        domain_ours=row["domain_ours"],
        platform_ours=row["platform_ours"],
        excluded=row["excluded"],
        has_subtechniques=row["has_subtechniques"],
        actors=row["actors"],
        standing=_standing(row) if row["status"] is not None else None,
        tests=msgspec.convert(row["links"], list[TestRef]) if row["links"] else [],
    )


def _standing(row: Mapping[str, Any]) -> Standing:
    return Standing(
        status=row["status"],
        flags=tuple(row["flags"]),
        in_scope=row["in_scope"],
        tests=row["tests"],
        lines=row["lines"],
        last_attacked_at=row["last_attacked_at"],
        formulas=_formulas(row["formulas"]),
    )
