"""Detection strategies and analytics read."""

from typing import Any

from sqlalchemy import Text, any_, bindparam, cast, exists, func, literal_column, or_, select

from aegis_catalog.adapters.persistence.contents import ContentList, Links, by_link, counted
from aegis_catalog.adapters.persistence.data_components.tables import data_component
from aegis_catalog.adapters.persistence.detection.tables import (
    analytic,
    analytic_component,
    strategy,
    strategy_technique,
)
from aegis_catalog.adapters.persistence.finding import named
from aegis_catalog.adapters.persistence.reading import (
    any_case,
    applying,
    as_built,
    content_columns,
    names_one,
    pattern,
    references,
    words,
)
from aegis_catalog.adapters.persistence.techniques.below import technique_of, techniques_below
from aegis_catalog.adapters.persistence.techniques.tables import technique
from aegis_catalog.application.detection.queries.analytics import AnalyticFilters, AnalyticRow
from aegis_catalog.application.detection.queries.strategies import (
    AnalyticOf,
    StrategyCounts,
    StrategyDetail,
    StrategyFilters,
    StrategyRow,
)
from aegis_catalog.application.views.content import StatedRef
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_contracts.imported.attack import LogSource
from aegis_kernel.paging import Page, PageRequest

_techniques = strategy_technique.join(technique, technique.c.id == strategy_technique.c.technique_id)
_components = analytic_component.join(data_component, data_component.c.id == analytic_component.c.component_id)
_sees = strategy_technique.c.strategy_id == strategy.c.id
_reads = analytic_component.c.strategy_id == strategy.c.id
_seen = exists(select(1).select_from(_techniques).where(_sees, names_one(technique, "technique")))
_ANALYTICS = """(
    select cast(coalesce(json_agg(json_build_object('attack_id', nullif(analytic.attack_id, ''), 'name', analytic.name,
        'platforms', platforms, 'log_sources', cast(convert_from(log_sources, 'UTF8') as json))
        order by place), '[]') as text)
    from analytic where analytic.strategy_id = strategy.id
)"""


def _row(*columns: Any) -> StrategyRow:
    values = (*columns[:13], StrategyCounts(*columns[13:15]))
    return StrategyRow(*values)


def _detail(*columns: Any) -> StrategyDetail:
    description, analytics = columns[15:]
    values = (*columns[:13], StrategyCounts(*columns[13:15]), description, as_built(analytics, list[AnalyticOf]))
    return StrategyDetail(*values)


STRATEGIES = ContentList[StrategyFilters, StrategyRow, StrategyDetail](
    table=strategy,
    noun="detection strategy",
    rows=select(
        *content_columns(strategy),
        counted(analytic, analytic.c.strategy_id == strategy.c.id).label("analytics"),
        counted(_techniques, _sees, technique.c.state == "active").label("techniques"),
    ),
    row=_row,
    detail=_detail,
    more=(strategy.c.description, literal_column(_ANALYTICS, Text).label("listed")),
    filters={
        "technique": by_link(_techniques, _sees, technique, "technique"),
        "data_component": by_link(
            _components, analytic_component.c.strategy_id == strategy.c.id, data_component, "data_component"
        ),
    },
)
SEEN_BY_STRATEGY = Links(
    techniques_below(strategy_technique, strategy_technique.c.strategy_id == named(strategy)), technique_of
)

_of_analytic = (analytic_component.c.strategy_id == analytic.c.strategy_id) & (
    analytic_component.c.place == analytic.c.place
)
_LIST = Listing(
    rows=select(
        func.nullif(analytic.c.attack_id, literal_column("''")),
        analytic.c.name,
        analytic.c.platforms,
        strategy.c.domains,
        strategy.c.id,
        strategy.c.attack_id.label("strategy_attack_id"),
        strategy.c.name.label("strategy_name"),
        strategy.c.state,
        analytic.c.log_sources,
    ).select_from(analytic.join(strategy, strategy.c.id == analytic.c.strategy_id)),
    filters={
        "state": strategy.c.state == any_(words("state")),
        "domain": strategy.c.domains.overlap(words("domain")),
        "platform": any_case(analytic.c.platforms, "platform"),
        "data_component": exists(
            select(1).select_from(_components).where(_of_analytic, names_one(data_component, "data_component"))
        ),
        "technique": _seen,
        "q": or_(
            analytic.c.name.ilike(bindparam("q", type_=Text)), analytic.c.attack_id.ilike(bindparam("q", type_=Text))
        ),
    },
    sorts={"attack_id": analytic.c.attack_id, "name": analytic.c.name},
    tie=cast(analytic.c.strategy_id, Text) + literal_column("'/'") + cast(analytic.c.place, Text),
).reader()


class SqlAnalyticReader:
    """`AnalyticReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, filters: AnalyticFilters, request: PageRequest) -> Page[AnalyticRow]:
        given = applying(
            state=list(filters.state),
            domain=list(filters.domain),
            platform=[word.lower() for word in filters.platform],
            data_component=references(filters.data_component),
            technique=references(filters.technique),
            q=pattern(filters.q),
        )
        return await _LIST.page(self._database, request, given, _analytic)


def _analytic(*columns: Any) -> AnalyticRow:
    attack_id, name, platforms, domains, *owner, sources = columns
    return AnalyticRow(attack_id, name, platforms, domains, StatedRef(*owner), as_built(sources, list[LogSource]))
