"""Data components, and the techniques whose detection reads them."""

from dataclasses import dataclass

from msgspec import Struct

from aegis_catalog.application.contents.queries.contents import LinkedContents
from aegis_catalog.application.views.content import ContentView
from aegis_catalog.application.views.filters import ContentFilters
from aegis_catalog.application.views.techniques import TechniqueOf
from aegis_catalog.domain.collection import Collected


@dataclass(frozen=True, slots=True, kw_only=True)
class DataComponentFilters(ContentFilters):
    """`technique`: read by the detection of one of these, by id or public id. `collection`: so on one platform at
    least; ``unknown`` where nobody has said anything."""

    technique: tuple[str, ...] = ()
    collection: tuple[str, ...] = ()


class DataComponentCounts(Struct, frozen=True):
    """Active techniques whose detection reads it, and analytics of active strategies that do."""

    techniques: int
    analytics: int


class DataComponentRow(ContentView, frozen=True):
    """A data component, with what we collect of it by platform. Before ATT&CK 18 they had no public id."""

    description: str
    counts: DataComponentCounts
    collection: dict[str, Collected]


class DataComponents(LinkedContents[DataComponentFilters, DataComponentRow, DataComponentRow, TechniqueOf]):
    noun = "data component"
