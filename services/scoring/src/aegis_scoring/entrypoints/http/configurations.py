"""Scoring configurations over HTTP."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from dishka.integrations.litestar import FromDishka
from litestar import Controller, Response, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch, answered, created
from aegis_chassis.web.paging import Pages, PageView
from aegis_kernel.errors import Fault, Invalid
from aegis_scoring.application.commands.activate_configuration import (
    ActivateConfiguration,
    ActivateConfigurationCommand,
)
from aegis_scoring.application.commands.draft_configuration import DraftConfiguration, DraftConfigurationCommand
from aegis_scoring.application.queries import preview as previews
from aegis_scoring.application.queries.boards import TacticRow, Tactics, tactic_ids
from aegis_scoring.application.queries.configurations import (
    SORTS,
    ConfigurationView,
    ScoringConfigurations,
    configuration_view,
)
from aegis_scoring.application.queries.preview import Preview, PreviewView
from aegis_scoring.domain.configuration import Configuration, Override, Preset, preset

Reason = Annotated[str, Meta(min_length=1, max_length=2_000)]
Word = Annotated[str, Meta(min_length=1, max_length=200)]


class WeightsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Weights that differ from the preset's."""

    tests: float | None = None
    detection_rules: float | None = None
    defences: float | None = None
    freshness: float | None = None
    platform_diversity: float | None = None


class OverrideRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stricter half-life or expiry for one tactic (by id, public id or short name) or one platform."""

    tactic: Word | None = None
    platform: Word | None = None
    half_life_days: float | None = None
    expires_days: float | None = None


class ConfigurationRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A configuration: a preset, and what differs from it."""

    preset: Literal["default", "seed"] = "default"
    weights: WeightsRequest = WeightsRequest()
    half_life_days: float | None = None
    expires_days: float | None = None
    rule_saturation: int | None = None
    defence_saturation: int | None = None
    validated_needs: int | None = None
    overrides: Annotated[tuple[OverrideRequest, ...], Meta(max_length=200)] = ()
    reason: Reason | None = None


class ActivateRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reason: Reason | None = None


class ConfigurationController(Controller):
    """Versions of the scoring rules. A change makes a version; nothing is scored by it until it is activated."""

    path = "/scoring-configurations"
    tags = ("Scoring configurations",)

    @get(operation_id="scoring_configurations.list")
    async def page(
        self, caller: CurrentCaller, paging: Pages, configurations: FromDishka[ScoringConfigurations]
    ) -> PageView[ConfigurationView]:
        """All versions, the latest first."""
        return paging.answer(await configurations.page(caller, paging.request(SORTS, default="-version")))

    @post(operation_id="scoring_configurations.create")
    async def draft(
        self,
        caller: CurrentCaller,
        data: JSONBody[ConfigurationRequest],
        draft: FromDishka[DraftConfiguration],
        tactics: FromDishka[Tactics],
    ) -> Response[ConfigurationView]:
        """Makes the next version."""
        content = _content(data, await _tactics(data, tactics))
        made = await draft(caller, DraftConfigurationCommand(content=content, reason=data.reason))
        return created(
            configuration_view(made, active=False),
            version=made.version,
            location=f"/api/v1/scoring-configurations/{made.content.number}",
        )

    @get("/{version:str}", operation_id="scoring_configurations.get")
    async def one(
        self, caller: CurrentCaller, version: FromPath[str], configurations: FromDishka[ScoringConfigurations]
    ) -> Response[ConfigurationView]:
        """A version, by its number or id; `active` is the active one."""
        found = await configurations.one(caller, version)
        return answered(found, version=found.revision)

    @post("/{version:str}/activate", operation_id="scoring_configurations.activate", status_code=200)
    async def activate(
        self,
        caller: CurrentCaller,
        version: FromPath[str],
        if_match: IfMatch,
        configurations: FromDishka[ScoringConfigurations],
        activate: FromDishka[ActivateConfiguration],
        data: JSONBody[ActivateRequest | None] = None,
    ) -> Response[ConfigurationView]:
        """Scores every technique by this version from now on."""
        number = (await configurations.one(caller, version)).version
        command = ActivateConfigurationCommand(
            number=number, version=if_match, reason=data.reason if data is not None else None
        )
        done = await activate(caller, command)
        return answered(configuration_view(done, active=True), version=done.version)

    @post("/{version:str}/preview", operation_id="scoring_configurations.preview", status_code=200)
    async def preview(
        self,
        caller: CurrentCaller,
        paging: Pages,
        version: FromPath[str],
        configurations: FromDishka[ScoringConfigurations],
        preview: FromDishka[Preview],
    ) -> PreviewView:
        """What would move, and by how much, if this version were the active one."""
        content = await configurations.content(caller, version)
        return await _previewed(caller, preview, content, paging)

    @post("/preview", operation_id="scoring_configurations.preview_unsaved", status_code=200)
    async def preview_unsaved(
        self,
        caller: CurrentCaller,
        paging: Pages,
        data: JSONBody[ConfigurationRequest],
        preview: FromDishka[Preview],
        tactics: FromDishka[Tactics],
    ) -> PreviewView:
        """The same for a configuration that is not made yet."""
        return await _previewed(caller, preview, _content(data, await _tactics(data, tactics)), paging)


async def _previewed(caller: CurrentCaller, preview: Preview, content: Configuration, paging: Pages) -> PreviewView:
    view, page = await preview(caller, content, paging.request(previews.SORTS, default="-moved"))
    return msgspec.structs.replace(view, next_cursor=paging.answer(page).next_cursor)


async def _tactics(data: ConfigurationRequest, tactics: Tactics) -> Iterable[TacticRow]:
    return await tactics.tactics() if any(override.tactic for override in data.overrides) else ()


def _content(data: ConfigurationRequest, tactics: Iterable[TacticRow]) -> Configuration:
    """The preset with what differs. Raises `Invalid` for a tactic that there is not, or that several go by."""
    base = preset(Preset(data.preset))
    named = ("half_life_days", "expires_days", "rule_saturation", "defence_saturation", "validated_needs")
    given = {name: getattr(data, name) for name in named if getattr(data, name) is not None}
    return replace(
        base,
        weights=replace(base.weights, **_given(data.weights)),
        overrides=tuple(_override(index, one, tactics) for index, one in enumerate(data.overrides)),
        **given,
    )


def _given(data: WeightsRequest) -> dict[str, float]:
    return {name: weight for name, weight in msgspec.structs.asdict(data).items() if weight is not None}


def _override(index: int, data: OverrideRequest, tactics: Iterable[TacticRow]) -> Override:
    tactic_id: UUID | None = None
    if data.tactic is not None:
        pointer = f"/overrides/{index}/tactic"
        found = tactic_ids([data.tactic], tactics, pointer)
        if len(found) > 1:
            detail = f"Several tactics go by {data.tactic}; name one by its public id."
            raise Invalid("ambiguous_tactic", detail, [Fault(pointer, detail, "ambiguous_tactic")])
        (tactic_id,) = found
    return Override(
        tactic_id=tactic_id,
        platform=data.platform,
        half_life_days=data.half_life_days,
        expires_days=data.expires_days,
    )
