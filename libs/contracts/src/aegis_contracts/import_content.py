"""Topic ``aegis.import.content``: claims, each one source's version of one catalogue item.

A batch of them is tens of thousands of objects that cannot refer back to one another: ``gc=False`` spares the collector
the walk through all of them, which took longer than merging them.
"""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_contracts.words import Domain, Way
from aegis_kernel.facts import Cleanup, Topic, TopicSpec


class Citation(Struct, frozen=True, kw_only=True, gc=False):
    """A reference that upstream cites; 978 of ATT&CK's have no URL."""

    source_name: str
    url: str | None = None
    description: str | None = None


class LogSource(Struct, frozen=True, kw_only=True, gc=False):
    """What an analytic reads: a data component, the log's name and its channel."""

    component_id: UUID
    name: str | None = None
    channel: str | None = None


class Analytic(Struct, frozen=True, kw_only=True, gc=False):
    attack_id: str | None
    name: str
    platforms: tuple[str, ...] = ()
    log_sources: tuple[LogSource, ...] = ()


class DetectionStrategy(Struct, frozen=True, kw_only=True, gc=False):
    """How a technique is seen: ATT&CK 18 and later. Before, one strategy a data component, without an ATT&CK id."""

    id: UUID
    attack_id: str | None
    name: str
    analytics: tuple[Analytic, ...] = ()


class Mitigated(Struct, frozen=True, kw_only=True, gc=False):
    """A mitigation of a technique, with how it mitigates that one."""

    mitigation_id: UUID
    description: str = ""


class TechniqueItem(Struct, frozen=True, kw_only=True, gc=False, tag_field="kind", tag="technique"):
    """ATT&CK's ``attack-pattern``. `tactics` are content ids of tactics of the claim's domain."""

    attack_id: str
    name: str
    description: str = ""
    tactics: tuple[UUID, ...] = ()
    platforms: tuple[str, ...] = ()
    is_subtechnique: bool = False
    parent_id: UUID | None = None
    revoked: bool = False
    revoked_by: UUID | None = None
    deprecated: bool = False
    detection: tuple[DetectionStrategy, ...] = ()
    mitigations: tuple[Mitigated, ...] = ()


class TacticItem(Struct, frozen=True, kw_only=True, gc=False, tag_field="kind", tag="tactic"):
    """`place` is its place in the domain's active matrix, from 0; None when the matrix does not hold it."""

    attack_id: str
    shortname: str
    name: str
    description: str = ""
    place: int | None = None
    revoked: bool = False
    deprecated: bool = False


class MitigationItem(Struct, frozen=True, kw_only=True, gc=False, tag_field="kind", tag="mitigation"):
    attack_id: str
    name: str
    description: str = ""
    revoked: bool = False
    deprecated: bool = False


class DataComponentItem(Struct, frozen=True, kw_only=True, gc=False, tag_field="kind", tag="data_component"):
    attack_id: str | None
    name: str
    description: str = ""
    revoked: bool = False
    deprecated: bool = False


class Use(Struct, frozen=True, kw_only=True, gc=False):
    """An actor's use of a technique: by itself, or in a campaign attributed to it (`through` names the campaign)."""

    technique_id: UUID
    way: Way = "direct"
    through: str | None = None
    description: str = ""
    citations: tuple[Citation, ...] = ()


class ActorItem(Struct, frozen=True, kw_only=True, gc=False, tag_field="kind", tag="actor"):
    """ATT&CK's ``intrusion-set``. Ways through software are joined from `software`, never listed."""

    attack_id: str
    name: str
    aliases: tuple[str, ...] = ()
    description: str = ""
    uses: tuple[Use, ...] = ()
    software: tuple[UUID, ...] = ()
    revoked: bool = False
    deprecated: bool = False


class SoftwareItem(Struct, frozen=True, kw_only=True, gc=False, tag_field="kind", tag="software"):
    attack_id: str
    name: str
    type: str
    aliases: tuple[str, ...] = ()
    description: str = ""
    platforms: tuple[str, ...] = ()
    technique_ids: tuple[UUID, ...] = ()
    revoked: bool = False
    deprecated: bool = False


class RunEnd(Struct, frozen=True, kw_only=True, gc=False, tag_field="kind", tag="run_end"):
    """The end of a run, in band: everything that the run published lies before it."""

    source_name: str
    published: int
    withdrawn: int
    release: str | None = None


Item = TechniqueItem | TacticItem | MitigationItem | DataComponentItem | ActorItem | SoftwareItem | RunEnd


class Claim(Struct, frozen=True, kw_only=True, gc=False):
    """One source's version of one item. `claim_id` keys and versions it, `content_id` is the item's everywhere.
    `source_name` is the data source's name, for people.

    `priority`: of two claims on an item, fields come from the higher one, then from the newer `modified`.
    For a `RunEnd`, both ids are the run's.
    """

    claim_id: UUID
    content_id: UUID
    source_id: UUID
    run_id: UUID
    upstream: str
    key: str
    item: Item
    source_name: str = ""
    domain: Domain | None = None
    priority: int = 0
    release: str | None = None
    url: str | None = None
    created: datetime | None = None
    modified: datetime | None = None
    withdrawn_at: datetime | None = None


IMPORT_CONTENT = Topic(
    spec=TopicSpec(name="aegis.import.content", cleanup=Cleanup.DELETE, retention_seconds=7 * 86_400),
    owner="import",
    state=Claim,
    types={
        "TechniqueImported": "aegis.import.technique.imported.v1",
        "TacticImported": "aegis.import.tactic.imported.v1",
        "MitigationImported": "aegis.import.mitigation.imported.v1",
        "DataComponentImported": "aegis.import.data-component.imported.v1",
        "ThreatActorImported": "aegis.import.threat-actor.imported.v1",
        "SoftwareImported": "aegis.import.software.imported.v1",
        "ContentWithdrawn": "aegis.import.content.withdrawn.v1",
        "ImportPublished": "aegis.import.run.published.v1",
    },
    heard_by=("catalog",),
)
