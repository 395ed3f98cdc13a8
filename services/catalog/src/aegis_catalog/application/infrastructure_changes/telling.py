"""A change as people tell it: tools, data components and units by the names they know them by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aegis_catalog.application.finding.ports import Finder, found
from aegis_catalog.application.organisation.ports import Scopes
from aegis_catalog.domain.infrastructure_change import ReportedChange
from aegis_catalog.domain.words import tidy
from aegis_kernel.errors import Fault, Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldChange:
    """`tools` are ids, `data_components` ids or public ids, `business_units` those of the scope. Without `at` it
    happened now."""

    title: str
    at: datetime | None = None
    description: str = ""
    tools: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    data_components: tuple[str, ...] = ()
    business_units: tuple[str, ...] = ()


async def looked_up(told: ToldChange, now: datetime, finder: Finder, scopes: Scopes) -> ReportedChange:
    """With ids in the place of names. Raises `Invalid` for what is not there."""
    return ReportedChange(
        title=told.title,
        at=told.at or now,
        description=told.description,
        tool_ids=await tools_in(told.tools, finder),
        platforms=told.platforms,
        data_component_ids=await components_in(told.data_components, finder),
        business_units=await units_in(told.business_units, scopes),
    )


async def tools_in(named: Sequence[str], finder: Finder) -> tuple[UUID, ...]:
    return tuple(await found(finder, "tool", named, "/tools"))


async def components_in(named: Sequence[str], finder: Finder) -> tuple[UUID, ...]:
    return tuple(await found(finder, "data_component", named, "/data_components"))


async def units_in(named: Sequence[str], scopes: Scopes) -> tuple[str, ...]:
    """Units as the scope writes them, whatever the case of letters. Raises `Invalid`."""
    if not named:
        return ()
    known = {unit.lower(): unit for unit in (await scopes.get()).boundaries.business_units}
    faults = [
        Fault(f"/business_units/{place}", f"The scope has no such business unit: {unit[:100]}.", "unit_not_found")
        for place, unit in enumerate(named)
        if unit.strip().lower() not in known
    ]
    if faults:
        raise Invalid("unit_not_found", faults[0].detail, faults)
    return tuple(known[unit.lower()] for unit in tidy(named))
