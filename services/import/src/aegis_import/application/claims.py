"""What a parser yields: one entry of a source, not yet anybody's claim."""

from datetime import datetime

from msgspec import Struct

from aegis_contracts.import_content import (
    ActorItem,
    DataComponentItem,
    Item,
    MitigationItem,
    SoftwareItem,
    TacticItem,
    TechniqueItem,
)
from aegis_contracts.words import Domain

KINDS: dict[type, str] = {
    TacticItem: "tactic",
    DataComponentItem: "data_component",
    MitigationItem: "mitigation",
    TechniqueItem: "technique",
    SoftwareItem: "software",
    ActorItem: "actor",
}
"""The kinds of entry, in the order in which a run publishes them: what others point at comes first."""

EVENT_TYPES: dict[str, str] = {
    "tactic": "TacticImported",
    "data_component": "DataComponentImported",
    "mitigation": "MitigationImported",
    "technique": "TechniqueImported",
    "software": "SoftwareImported",
    "actor": "ThreatActorImported",
}
"""The event that says that an entry of a kind is new or has changed."""


class ParsedClaim(Struct, frozen=True, kw_only=True):
    """One entry as a source has it. `key` is unique within (upstream, kind); `path` is the file it came from, below
    the archive's top folder."""

    key: str
    item: Item
    path: str
    domain: Domain | None = None
    url: str | None = None
    created: datetime | None = None
    modified: datetime | None = None

    @property
    def kind(self) -> str:
        return kind_of(self.item)


def kind_of(item: Item) -> str:
    """The word for an item's kind (``technique``), its tag on the wire."""
    return KINDS[type(item)]
