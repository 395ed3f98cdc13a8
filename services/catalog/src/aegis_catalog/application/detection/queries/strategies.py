"""Detection strategies: how techniques are seen (ATT&CK 18 and later)."""

from dataclasses import dataclass

from msgspec import Struct

from aegis_catalog.application.contents.queries.contents import LinkedContents
from aegis_catalog.application.views.content import ContentView
from aegis_catalog.application.views.filters import ContentFilters
from aegis_catalog.application.views.techniques import TechniqueOf
from aegis_contracts.imported.attack import LogSource


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyFilters(ContentFilters):
    """`technique`: sees one of these; `data_component`: one of its analytics reads one of these."""

    technique: tuple[str, ...] = ()
    data_component: tuple[str, ...] = ()


class StrategyCounts(Struct, frozen=True):
    """Its analytics, and the active techniques that it sees."""

    analytics: int
    techniques: int


class StrategyRow(ContentView, frozen=True):
    """A detection strategy."""

    counts: StrategyCounts


class AnalyticOf(Struct, frozen=True):
    """An analytic of a strategy, with the logs that it reads."""

    attack_id: str | None
    name: str
    platforms: list[str]
    log_sources: list[LogSource]


class StrategyDetail(StrategyRow, frozen=True):
    """Its own page."""

    description: str
    analytics: list[AnalyticOf]


class Strategies(LinkedContents[StrategyFilters, StrategyRow, StrategyDetail, TechniqueOf]):
    noun = "detection strategy"
