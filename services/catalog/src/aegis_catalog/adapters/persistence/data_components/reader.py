"""Data components read."""

from typing import Any

from sqlalchemy import ColumnElement, Text, and_, any_, exists, literal_column, not_, or_, select

from aegis_catalog.adapters.persistence.collection.tables import component_collected
from aegis_catalog.adapters.persistence.contents import ContentList, Filter, Links, by_link, counted
from aegis_catalog.adapters.persistence.data_components.tables import data_component
from aegis_catalog.adapters.persistence.detection.tables import analytic_component, strategy
from aegis_catalog.adapters.persistence.finding import named
from aegis_catalog.adapters.persistence.reading import as_built, content_columns, words
from aegis_catalog.adapters.persistence.techniques.below import technique_of, techniques_below
from aegis_catalog.adapters.persistence.techniques.tables import technique, technique_component
from aegis_catalog.application.data_components.queries.data_components import (
    DataComponentCounts,
    DataComponentFilters,
    DataComponentRow,
)
from aegis_catalog.domain.collection import Collected

_links = technique_component.join(technique, technique.c.id == technique_component.c.technique_id)
_its = technique_component.c.component_id == data_component.c.id
_analytics = analytic_component.join(strategy, strategy.c.id == analytic_component.c.strategy_id)
_ours = component_collected.c.component_id == data_component.c.id
_COLLECTED: ColumnElement[str] = literal_column(
    """(
        select cast(coalesce(json_object_agg(platform, component_collected.state order by platform), '{}') as text)
        from component_collected where component_id = data_component.id
    )""",
    Text,
)
_so_on_a_platform = or_(
    exists(select(1).where(_ours, component_collected.c.state == any_(words("collection")))),
    and_(literal_column("'unknown'") == any_(words("collection")), not_(exists(select(1).where(_ours)))),
)


def component_row(*columns: Any) -> DataComponentRow:
    """An item of the list from a row's columns."""
    counts = DataComponentCounts(columns[14], columns[15])
    values = (*columns[:14], counts, as_built(columns[16], dict[str, Collected]))
    return DataComponentRow(*values)


DATA_COMPONENTS = ContentList[DataComponentFilters, DataComponentRow, DataComponentRow](
    table=data_component,
    noun="data component",
    rows=select(
        *content_columns(data_component),
        data_component.c.description,
        counted(_links, _its, technique.c.state == "active").label("techniques"),
        counted(
            _analytics, analytic_component.c.component_id == data_component.c.id, strategy.c.state == "active"
        ).label("analytics"),
        _COLLECTED.label("collection"),
    ),
    row=component_row,
    detail=component_row,
    filters={"technique": by_link(_links, _its, technique, "technique"), "collection": Filter(_so_on_a_platform)},
)
READ_FOR = Links(
    techniques_below(technique_component, technique_component.c.component_id == named(data_component)), technique_of
)
