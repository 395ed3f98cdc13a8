"""Controls read."""

from typing import Any

from sqlalchemy import Boolean, Select, Text, any_, bindparam, cast, exists, func, or_, select

from aegis_catalog.adapters.persistence.compliance.mappings import MAPPINGS, mapping_row, mapping_values
from aegis_catalog.adapters.persistence.compliance.naming import (
    FRAMEWORK,
    named_control,
    naming_control,
    no_control,
)
from aegis_catalog.adapters.persistence.compliance.of_technique import CONTROLS_OF, control_of
from aegis_catalog.adapters.persistence.compliance.tables import control, control_mapping, framework
from aegis_catalog.adapters.persistence.contents import counted
from aegis_catalog.adapters.persistence.finding import naming, require_owner
from aegis_catalog.adapters.persistence.reading import (
    applying,
    content_columns,
    content_filters,
    content_values,
    names_one,
    references,
    version_of,
    words,
)
from aegis_catalog.adapters.persistence.techniques.tables import technique, technique_name
from aegis_catalog.application.compliance.queries.controls import (
    ControlCounts,
    ControlDetail,
    ControlFilters,
    ControlOf,
    ControlOfFilters,
    ControlRef,
    ControlRow,
    FrameworkRef,
    MappingFilters,
    MappingRow,
)
from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_contracts.catalog_controls import CATALOG_CONTROLS
from aegis_kernel.paging import Page, PageRequest

_parent = control.alias("parent")
_below = control.alias("below")
_links = technique_name.join(technique, technique.c.id == technique_name.c.technique_id)
_named = technique_name.c.item_id == control.c.id
_mapped = exists(select(1).where(control_mapping.c.control_id == control.c.id))
_ROWS: Select[Any] = select(
    *content_columns(control),
    control.c.attack_id.label("label"),
    control.c.family,
    _parent.c.id.label("parent_id"),
    _parent.c.attack_id.label("parent_label"),
    _parent.c.name.label("parent_name"),
    control.c.groups,
    control.c.asset_type,
    control.c.security_function,
    control.c.from_mapping,
    control.c.attack_version,
    counted(control_mapping, control_mapping.c.control_id == control.c.id).label("mappings"),
    select(func.count(technique.c.id.distinct()))
    .select_from(_links)
    .where(_named, technique.c.state == "active")
    .scalar_subquery()
    .label("techniques"),
    counted(_below, _below.c.parent_id == control.c.id).label("below"),
).select_from(control.outerjoin(_parent, _parent.c.id == control.c.parent_id))


def _is(condition: Any, name: str) -> Any:
    return condition == bindparam(name, type_=Boolean)


_LIST = Listing(
    rows=_ROWS.where(control.c.framework_id == FRAMEWORK),
    filters={
        **content_filters(control),
        "family": control.c.family == any_(words("family")),
        "group": control.c.groups.overlap(words("group")),
        "asset_type": control.c.asset_type == any_(words("asset_type")),
        "security_function": control.c.security_function == any_(words("security_function")),
        "mapped": _is(_mapped, "mapped"),
        "enhancement": _is(control.c.parent_id.is_not(None), "enhancement"),
        "from_mapping": _is(control.c.from_mapping, "from_mapping"),
        "technique": exists(select(1).select_from(_links).where(_named, names_one(technique, "technique"))),
        "parent": or_(cast(_parent.c.id, Text) == any_(words("parent")), _parent.c.attack_id == any_(words("parent"))),
    },
    sorts={"label": control.c.ordered, "name": control.c.name, "family": control.c.family},
    tie=control.c.id,
).reader()
_ONE = compiled(
    _ROWS.add_columns(
        version_of(control, CATALOG_CONTROLS.name),
        framework.c.id,
        framework.c.attack_id,
        framework.c.name,
        control.c.description,
        control.c.guidance,
        control.c.successors,
    )
    .join(framework, framework.c.id == control.c.framework_id)
    .where(control.c.id == named_control(), control.c.framework_id == FRAMEWORK)
)
_WIDTH = 26


class SqlControlReader:
    """`ControlReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, framework: str, filters: ControlFilters, request: PageRequest) -> Page[ControlRow]:
        given = content_values(filters) | applying(
            family=list(filters.family),
            group=list(filters.group),
            asset_type=list(filters.asset_type),
            security_function=list(filters.security_function),
            technique=references(filters.technique),
            parent=references(filters.parent),
        )
        choices = {name: getattr(filters, name) for name in ("mapped", "enhancement", "from_mapping")}
        given |= {name: choice for name, choice in choices.items() if choice is not None}
        bound = naming(framework, owner="framework")
        found = await _LIST.page(self._database, request, given, _row, bound=bound)
        await require_owner(found, self._database, "framework", "framework", framework)
        return found

    async def one(self, framework: str, control: str) -> ControlDetail | None:
        arguments = _ONE.arguments(naming_control(framework, control))
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_ONE.sql, *arguments)
        return None if row is None else _detail(*row)

    async def mappings(
        self, framework: str, control: str | None, filters: MappingFilters, request: PageRequest
    ) -> Page[MappingRow]:
        bound = naming(framework, owner="framework") if control is None else naming_control(framework, control)
        reader = MAPPINGS[control is not None]
        found = await reader.page(self._database, request, mapping_values(filters), mapping_row, bound=bound)
        if not found.items:
            await require_owner(found, self._database, "framework", "framework", framework)
            if control is not None and await self.one(framework, control) is None:
                raise no_control()
        return found

    async def of_technique(self, technique: str, filters: ControlOfFilters, request: PageRequest) -> Page[ControlOf]:
        given = applying(state=list(filters.state), framework=references(filters.framework))
        found = await CONTROLS_OF.page(self._database, request, given, control_of, bound=naming(technique))
        await require_owner(found, self._database, "technique", "technique", technique)
        return found


def _values(*columns: Any) -> tuple[Any, ...]:
    parent_id, parent_label, parent_name = columns[15:18]
    return (
        *columns[:15],
        None if parent_id is None else ControlRef(parent_id, parent_label, parent_name),
        *columns[18:23],
        ControlCounts(*columns[23:26]),
    )


def _row(*columns: Any) -> ControlRow:
    values = _values(*columns)
    return ControlRow(*values)


def _detail(*columns: Any) -> ControlDetail:
    version, framework_id, slug, name, *prose = columns[_WIDTH:]
    values = (*_values(*columns), version, FrameworkRef(framework_id, slug, name), *prose)
    return ControlDetail(*values)
