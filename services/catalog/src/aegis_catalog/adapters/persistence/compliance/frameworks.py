"""Frameworks read."""

from typing import Any

from sqlalchemy import Integer, Select, Text, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY

from aegis_catalog.adapters.persistence.compliance.naming import FRAMEWORK, SLUG
from aegis_catalog.adapters.persistence.compliance.tables import framework, non_mappable
from aegis_catalog.adapters.persistence.contents import ContentList, SqlContents
from aegis_catalog.adapters.persistence.finding import naming, require_owner
from aegis_catalog.adapters.persistence.reading import as_built, content_columns, version_of
from aegis_catalog.adapters.persistence.techniques.tables import technique, technique_name
from aegis_catalog.application.compliance.queries.frameworks import (
    FrameworkCounts,
    FrameworkDetail,
    FrameworkFilters,
    FrameworkRow,
    GroupOf,
    NonMappableRow,
)
from aegis_catalog.application.views.content import StatedRef
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_contracts.catalog_frameworks import CATALOG_FRAMEWORKS
from aegis_kernel.paging import Page, PageRequest

# One expression and not a join: PostgreSQL then counts for the rows of the page only.
_COUNTS = """(
    select array[
        count(distinct family) filter (where not from_mapping and family <> ''),
        count(*) filter (where not from_mapping and parent_id is null),
        count(*) filter (where not from_mapping and parent_id is null and state = 'withdrawn'),
        count(*) filter (where not from_mapping and parent_id is not null),
        count(*) filter (where not from_mapping and parent_id is not null and state = 'withdrawn'),
        count(*) filter (where not from_mapping and state = 'active'),
        count(*) filter (where from_mapping and state = 'active')
    ] || (
        select array[count(distinct control_id), count(*), count(distinct named), count(distinct technique_id)]
        from (
            select mapping.control_id, mapping.named, technique.id as technique_id
            from control
            join control_mapping mapping on mapping.control_id = control.id
            left join technique_name linked on linked.item_id = mapping.control_id and linked.named = mapping.named
            left join technique on technique.id = linked.technique_id and technique.state = 'active'
            where control.framework_id = framework.id and control.withdrawn_at is null
            group by mapping.control_id, mapping.named, technique.id
        ) pairs
    ) || (select count(*) from non_mappable where non_mappable.framework_id = framework.id)
    from control where control.framework_id = framework.id
)"""
_GROUPS = """(
    select cast(coalesce(json_agg(json_build_object('name', name, 'controls', controls, 'mapped', mapped)
        order by name), '[]') as text)
    from (
        select {name} as name, count(*) as controls, count(*) filter (where exists (
            select from control_mapping where control_mapping.control_id = control.id)) as mapped
        from control {more}
        where control.framework_id = framework.id and control.state = 'active'
        group by {name}
    ) found
    where name <> ''
)"""
_FAMILIES = _GROUPS.format(name="family", more="")
_BASELINES = _GROUPS.format(name="one", more='cross join unnest(control."groups") as demanding(one)')


def _values(*columns: Any) -> tuple[Any, ...]:
    return (*columns[:19], FrameworkCounts(*columns[19]))


def _row(*columns: Any) -> FrameworkRow:
    values = _values(*columns)
    return FrameworkRow(*values)


def _detail(*columns: Any) -> FrameworkDetail:
    version, description, *listed = columns[20:]
    values = (*_values(*columns), version, description, *(as_built(one, list[GroupOf]) for one in listed))
    return FrameworkDetail(*values)


FRAMEWORKS = ContentList[FrameworkFilters, FrameworkRow, FrameworkDetail](
    table=framework,
    noun="framework",
    rows=select(
        *content_columns(framework),
        framework.c.attack_id.label("slug"),
        framework.c.version,
        framework.c.publisher,
        framework.c.license,
        framework.c.attack_version,
        framework.c.from_mapping,
        literal_column(_COUNTS, ARRAY(Integer)).label("counts"),
    ),
    row=_row,
    detail=_detail,
    more=(
        version_of(framework, CATALOG_FRAMEWORKS.name),
        framework.c.description,
        literal_column(_FAMILIES, Text).label("families"),
        literal_column(_BASELINES, Text).label("groups"),
    ),
    public_id=SLUG,
    sorts={"slug": framework.c.attack_id},
)

_linked = (technique_name.c.item_id == non_mappable.c.framework_id) & (technique_name.c.named == non_mappable.c.named)
_rows: Select[Any] = (
    select(
        non_mappable.c.control,
        non_mappable.c.named,
        non_mappable.c.comment,
        non_mappable.c.domain,
        technique.c.id,
        technique.c.attack_id,
        technique.c.name,
        technique.c.state,
    )
    .select_from(
        non_mappable.outerjoin(technique_name, _linked).outerjoin(
            technique, technique.c.id == technique_name.c.technique_id
        )
    )
    .where(non_mappable.c.framework_id == FRAMEWORK)
)
_NON_MAPPABLE = Listing(
    rows=_rows, filters={}, sorts={"place": non_mappable.c.place}, tie=non_mappable.c.place
).reader()


class SqlFrameworkReader(SqlContents[FrameworkFilters, FrameworkRow, FrameworkDetail]):
    """`FrameworkReader`."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, FRAMEWORKS)

    async def non_mappable(self, reference: str, request: PageRequest) -> Page[NonMappableRow]:
        bound = naming(reference, owner="framework")
        found = await _NON_MAPPABLE.page(self._database, request, {}, _non_mappable, bound=bound)
        await require_owner(found, self._database, "framework", "framework", reference)
        return found


def _non_mappable(control: Any, named: Any, comment: Any, domain: Any, *end: Any) -> NonMappableRow:
    technique_, followed = end_of(named, *end)
    return NonMappableRow(control, named, technique_, followed, comment, domain)


def end_of(named: str | None, id_: Any, attack_id: Any, name: Any, state: Any) -> tuple[StatedRef | None, bool]:
    """The technique that a name leads to, and whether it is another than the one that was named."""
    if id_ is None:
        return None, False
    return StatedRef(id_, attack_id, name, state), attack_id != named
