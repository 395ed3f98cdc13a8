"""Adversaries read."""

from typing import Any

from sqlalchemy import ColumnElement, Text, and_, exists, literal_column, select

from aegis_catalog.adapters.persistence.adversaries.tables import adversary, adversary_step
from aegis_catalog.adapters.persistence.contents import ContentList, Filter, counted
from aegis_catalog.adapters.persistence.reading import (
    as_built,
    content_columns,
    names_one,
    references,
    version_of,
    words,
)
from aegis_catalog.adapters.persistence.techniques.tables import technique, technique_name
from aegis_catalog.adapters.persistence.templates.tables import template
from aegis_catalog.application.adversaries.queries.adversaries import (
    AdversaryCounts,
    AdversaryDetail,
    AdversaryFilters,
    AdversaryRow,
    AdversaryStep,
)
from aegis_contracts.catalog_adversaries import CATALOG_ADVERSARIES

_step = adversary_step.c.adversary_id == adversary.c.id
_made = and_(
    template.c.group_key == adversary_step.c.ability,
    template.c.upstream == adversary.c.upstream,
    template.c.state == "active",
)
_tried = adversary_step.join(template, template.c.group_key == adversary_step.c.ability).join(
    technique_name, technique_name.c.item_id == template.c.id
)
_STEPS = literal_column(
    """(
    select cast(coalesce(json_agg(json_build_object('place', step.place, 'ability', step.ability, 'templates', (
        select coalesce(json_agg(json_build_object('id', made.id, 'name', made.name, 'platforms', made.platforms,
            'executor', made.executor, 'techniques', (
                select coalesce(json_agg(json_build_object('id', t.id, 'attack_id', t.attack_id, 'name', t.name)
                    order by t.attack_id, t.id), '[]')
                from technique t where t.id in (select technique_id from technique_name where item_id = made.id)
            )) order by made.name, made.upstream_key), '[]')
        from template made
        where made.group_key = step.ability and made.upstream = adversary.upstream and made.state = 'active'
    )) order by step.place), '[]') as text)
    from adversary_step step where step.adversary_id = adversary.id
)""",
    Text,
)


def _row(*columns: Any) -> AdversaryRow:
    values = (*columns[:14], AdversaryCounts(columns[14], columns[15]))
    return AdversaryRow(*values)


def _detail(*columns: Any) -> AdversaryDetail:
    version, steps, *last = columns[16:]
    values = (
        *columns[:14],
        AdversaryCounts(columns[14], columns[15]),
        version,
        as_built(steps, list[AdversaryStep]),
        *last,
    )
    return AdversaryDetail(*values)


def _tries(which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Tries a technique of which the condition holds, by a template of one of its steps."""
    tried = _tried.join(technique, technique.c.id == technique_name.c.technique_id)
    return exists(
        select(1)
        .select_from(tried)
        .where(_step, template.c.upstream == adversary.c.upstream, template.c.state == "active", which)
    )


ADVERSARIES = ContentList[AdversaryFilters, AdversaryRow, AdversaryDetail](
    table=adversary,
    noun="adversary",
    rows=select(
        *content_columns(adversary),
        adversary.c.description,
        counted(adversary_step, _step).label("steps"),
        counted(adversary_step, _step, ~exists(select(1).select_from(template).where(_made))).label("unresolved"),
    ).select_from(adversary),
    row=_row,
    detail=_detail,
    more=(
        version_of(adversary, CATALOG_ADVERSARIES.name),
        _STEPS,
        adversary.c.objective,
        adversary.c.license,
        adversary.c.upstream_path,
    ),
    filters={
        "technique": Filter(_tries(names_one(technique, "technique")), references),
        "domain": Filter(_tries(technique.c.domains.overlap(words("domain")))),
    },
)
