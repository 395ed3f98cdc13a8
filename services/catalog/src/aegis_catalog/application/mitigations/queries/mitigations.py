"""Mitigations, and what they mitigate."""

from dataclasses import dataclass

from msgspec import Struct

from aegis_catalog.application.contents.queries.contents import LinkedContents
from aegis_catalog.application.views.content import ContentView
from aegis_catalog.application.views.filters import ContentFilters
from aegis_catalog.application.views.techniques import MitigatedTechnique


@dataclass(frozen=True, slots=True, kw_only=True)
class MitigationFilters(ContentFilters):
    """`technique`: mitigates one of these, by id or public id."""

    technique: tuple[str, ...] = ()


class MitigationCounts(Struct, frozen=True):
    """Active techniques that it mitigates."""

    techniques: int


class MitigationRow(ContentView, frozen=True):
    """A mitigation."""

    description: str
    counts: MitigationCounts


class Mitigations(LinkedContents[MitigationFilters, MitigationRow, MitigationRow, MitigatedTechnique]):
    noun = "mitigation"
