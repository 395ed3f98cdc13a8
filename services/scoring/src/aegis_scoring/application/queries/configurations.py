"""Versions of the scoring configuration."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct

from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require
from aegis_scoring.application.queries.sorted_pages import sorted_page
from aegis_scoring.domain.configuration import Configuration, FactorWeights, Override
from aegis_scoring.domain.scoring_configuration import ScoringConfiguration

SORTS: Mapping[str, Any] = {"version": int, "made_at": datetime}


class OverrideView(Struct, frozen=True, kw_only=True):
    """A stricter half-life or expiry for one tactic or one platform."""

    tactic_id: UUID | None
    platform: str | None
    half_life_days: float | None
    expires_days: float | None


class ConfigurationView(Struct, frozen=True, kw_only=True):
    """One version; `version` is its number. `active`: scores are made by it now. `active_from` is when it last became
    so. `revision` is what its ETag says."""

    id: UUID
    version: int
    preset: str
    weights: FactorWeights
    half_life_days: float
    expires_days: float
    rule_saturation: int
    defence_saturation: int
    validated_needs: int
    overrides: tuple[OverrideView, ...]
    active: bool
    active_from: datetime | None
    by: UUID | None
    made_at: datetime
    revision: int


class ConfigurationVersions(Protocol):
    """Reads all versions, and which one is active."""

    async def versions(self) -> tuple[Sequence[ScoringConfiguration], int]:
        """By number; and the active one's number."""
        ...


class ScoringConfigurations:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, versions: ConfigurationVersions) -> None:
        self._versions = versions

    async def page(self, caller: Caller, request: PageRequest) -> Page[ConfigurationView]:
        require(caller, Action.SCORES_READ)
        versions, active = await self._versions.versions()
        views = [configuration_view(one, active=one.content.number == active) for one in versions]
        values = {"version": lambda view: view.version, "made_at": lambda view: view.made_at}
        return sorted_page(views, request, values, tie=lambda view: view.id)

    async def one(self, caller: Caller, name: str) -> ConfigurationView:
        """A version by its number, its id, or as `active`."""
        found, active = await self._find(caller, name)
        return configuration_view(found, active=found.content.number == active)

    async def content(self, caller: Caller, name: str) -> Configuration:
        """What that version says."""
        return (await self._find(caller, name))[0].content

    async def _find(self, caller: Caller, name: str) -> tuple[ScoringConfiguration, int]:
        require(caller, Action.SCORES_READ)
        versions, active = await self._versions.versions()
        wanted = str(active) if name == "active" else name
        for one in versions:
            if wanted in {str(one.content.number), str(one.id)}:
                return one, active
        raise NotFound("configuration_not_found", f"There is no version {name[:100]} of the scoring configuration.")


def configuration_view(configuration: ScoringConfiguration, *, active: bool) -> ConfigurationView:
    content: Configuration = configuration.content
    return ConfigurationView(
        id=configuration.id,
        version=content.number,
        preset=content.preset.value,
        weights=content.weights,
        half_life_days=content.half_life_days,
        expires_days=content.expires_days,
        rule_saturation=content.rule_saturation,
        defence_saturation=content.defence_saturation,
        validated_needs=content.validated_needs,
        overrides=tuple(_override(one) for one in content.overrides),
        active=active,
        active_from=configuration.active_from,
        by=configuration.by,
        made_at=configuration.made_at,
        revision=configuration.version,
    )


def _override(override: Override) -> OverrideView:
    return OverrideView(
        tactic_id=override.tactic_id,
        platform=override.platform,
        half_life_days=override.half_life_days,
        expires_days=override.expires_days,
    )
