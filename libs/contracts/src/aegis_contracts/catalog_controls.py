"""Topic ``aegis.catalog.controls``: the controls of frameworks, with the techniques that they are mapped to."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_contracts.words import ContentState
from aegis_kernel.facts import Cleanup, Topic, TopicSpec


class ControlState(Struct, frozen=True, kw_only=True):
    """A control or safeguard, without its prose. `groups` are the baselines or implementation groups that demand it.
    `technique_ids` are where the mappings lead today; `technique_ids_named` what upstream wrote. `from_mapping`: the
    framework's own catalogue lacks it."""

    id: UUID
    framework_id: UUID
    label: str
    name: str
    state: ContentState
    family: str = ""
    parent_id: UUID | None = None
    groups: tuple[str, ...] = ()
    technique_ids: tuple[UUID, ...] = ()
    technique_ids_named: tuple[str, ...] = ()
    from_mapping: bool = False
    withdrawn_at: datetime | None = None


CATALOG_CONTROLS = Topic(
    spec=TopicSpec(name="aegis.catalog.controls", partitions=3, cleanup=Cleanup.COMPACT),
    owner="catalog",
    state=ControlState,
    types={
        "ControlPublished": "aegis.catalog.control.published.v1",
        "ControlRevised": "aegis.catalog.control.revised.v1",
        "ControlWithdrawn": "aegis.catalog.control.withdrawn.v1",
    },
    heard_by=("scoring", "reporting"),
)
