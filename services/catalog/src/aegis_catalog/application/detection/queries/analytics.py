"""Analytics: what detection strategies look for, in which logs."""

from dataclasses import dataclass
from typing import Protocol

from msgspec import Struct

from aegis_catalog.application.views.content import StatedRef
from aegis_catalog.domain.content import Domain, State
from aegis_contracts.imported.attack import LogSource
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyticFilters:
    """Analytics have no state of their own: only active ones come in. `state` is that of the strategy: all but
    `withdrawn` when none is named. `data_component`: reads one of these; `technique`: its strategy sees one of them."""

    state: tuple[State, ...] = ("active", "revoked", "deprecated")
    domain: tuple[Domain, ...] = ()
    platform: tuple[str, ...] = ()
    data_component: tuple[str, ...] = ()
    technique: tuple[str, ...] = ()
    q: str = ""


class AnalyticRow(Struct, frozen=True):
    """An analytic, with the strategy that it belongs to and the logs that it reads."""

    attack_id: str | None
    name: str
    platforms: list[str]
    domains: list[Domain]
    strategy: StatedRef
    log_sources: list[LogSource]


class AnalyticReader(Protocol):
    async def page(self, filters: AnalyticFilters, request: PageRequest) -> Page[AnalyticRow]: ...


class Analytics:
    """Raises `Forbidden`."""

    def __init__(self, reader: AnalyticReader) -> None:
        self._reader = reader

    async def page(self, caller: Caller, filters: AnalyticFilters, request: PageRequest) -> Page[AnalyticRow]:
        require(caller, Action.CONTENT_READ)
        return await self._reader.page(filters, request)
