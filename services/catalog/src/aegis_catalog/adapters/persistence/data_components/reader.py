"""Data components read."""

from typing import Any

from sqlalchemy import select

from aegis_catalog.adapters.persistence.contents import ContentList, Links, by_link, counted
from aegis_catalog.adapters.persistence.data_components.tables import data_component
from aegis_catalog.adapters.persistence.detection.tables import analytic_component, strategy
from aegis_catalog.adapters.persistence.finding import named
from aegis_catalog.adapters.persistence.reading import content_columns
from aegis_catalog.adapters.persistence.techniques.below import technique_of, techniques_below
from aegis_catalog.adapters.persistence.techniques.tables import technique, technique_component
from aegis_catalog.application.data_components.queries.data_components import (
    DataComponentCounts,
    DataComponentFilters,
    DataComponentRow,
)

_links = technique_component.join(technique, technique.c.id == technique_component.c.technique_id)
_its = technique_component.c.component_id == data_component.c.id
_analytics = analytic_component.join(strategy, strategy.c.id == analytic_component.c.strategy_id)


def component_row(*columns: Any) -> DataComponentRow:
    """An item of the list from a row's columns."""
    values = (*columns[:14], DataComponentCounts(columns[14], columns[15]))
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
    ),
    row=component_row,
    detail=component_row,
    filters={"technique": by_link(_links, _its, technique, "technique")},
)
READ_FOR = Links(
    techniques_below(technique_component, technique_component.c.component_id == named(data_component)), technique_of
)
