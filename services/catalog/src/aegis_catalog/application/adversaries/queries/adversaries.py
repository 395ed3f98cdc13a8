"""Adversaries: the list, and one with its steps."""

from dataclasses import dataclass
from uuid import UUID

from msgspec import Struct

from aegis_catalog.application.contents.queries.contents import Contents
from aegis_catalog.application.views.content import ContentView, ItemRef
from aegis_catalog.application.views.filters import ContentFilters


@dataclass(frozen=True, slots=True, kw_only=True)
class AdversaryFilters(ContentFilters):
    """`technique`: a template of a step tries one of these, by id or public id."""

    technique: tuple[str, ...] = ()


class AdversaryCounts(Struct, frozen=True):
    """Steps in all, and those that name an ability of which no template is there."""

    steps: int
    steps_unresolved: int


class AdversaryRow(ContentView, frozen=True):
    """An adversary: a blueprint of a campaign."""

    description: str
    counts: AdversaryCounts


class StepTemplate(Struct, frozen=True):
    """A template of a step's ability."""

    id: UUID
    name: str
    platforms: list[str]
    executor: str
    techniques: list[ItemRef]


class AdversaryStep(Struct, frozen=True):
    """One ability, by upstream's id. No templates: upstream names an ability that is not there."""

    place: int
    ability: str
    templates: list[StepTemplate]


class AdversaryDetail(AdversaryRow, frozen=True):
    """Its own page, with its steps in order."""

    version: int
    steps: list[AdversaryStep]
    objective: str | None
    license: str | None
    upstream_path: str


class Adversaries(Contents[AdversaryFilters, AdversaryRow, AdversaryDetail]):
    noun = "adversary"
