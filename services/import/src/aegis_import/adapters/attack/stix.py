"""The STIX objects of ATT&CK, as far as they are read: the same structs for 2.0 and 2.1.

``revoked``, ``x_mitre_deprecated`` and ``x_mitre_is_subtechnique`` are false where absent.
"""

from datetime import datetime

from msgspec import Struct


class ExternalReference(Struct, frozen=True):
    source_name: str = ""
    external_id: str | None = None
    url: str | None = None
    description: str | None = None


class StixObject(Struct, frozen=True, kw_only=True):
    """What all have. `modified` and `created` are instants."""

    id: str
    created: datetime | None = None
    modified: datetime | None = None
    revoked: bool = False
    x_mitre_deprecated: bool = False
    external_references: tuple[ExternalReference, ...] = ()

    @property
    def active(self) -> bool:
        return not self.revoked and not self.x_mitre_deprecated


class Named(StixObject, frozen=True, kw_only=True):
    """What has a name has a description too."""

    name: str
    description: str = ""


class KillChainPhase(Struct, frozen=True):
    kill_chain_name: str
    phase_name: str


class AttackPattern(Named, frozen=True, kw_only=True):
    kill_chain_phases: tuple[KillChainPhase, ...] = ()
    x_mitre_platforms: tuple[str, ...] = ()
    x_mitre_is_subtechnique: bool = False


class Tactic(Named, frozen=True, kw_only=True):
    x_mitre_shortname: str


class Matrix(Named, frozen=True, kw_only=True):
    tactic_refs: tuple[str, ...] = ()


class CourseOfAction(Named, frozen=True, kw_only=True):
    """A mitigation."""


class IntrusionSet(Named, frozen=True, kw_only=True):
    """A group."""

    aliases: tuple[str, ...] = ()


class Campaign(Named, frozen=True, kw_only=True):
    aliases: tuple[str, ...] = ()
    first_seen: datetime | None = None
    last_seen: datetime | None = None


class Software(Named, frozen=True, kw_only=True):
    x_mitre_aliases: tuple[str, ...] = ()
    x_mitre_platforms: tuple[str, ...] = ()


class Malware(Software, frozen=True, kw_only=True):
    pass


class Tool(Software, frozen=True, kw_only=True):
    pass


class DataComponent(Named, frozen=True, kw_only=True):
    pass


class DetectionStrategy(Named, frozen=True, kw_only=True):
    x_mitre_analytic_refs: tuple[str, ...] = ()


class LogSourceReference(Struct, frozen=True):
    x_mitre_data_component_ref: str
    name: str | None = None
    channel: str | None = None


class Analytic(Named, frozen=True, kw_only=True):
    x_mitre_platforms: tuple[str, ...] = ()
    x_mitre_log_source_references: tuple[LogSourceReference, ...] = ()


class Collection(Named, frozen=True, kw_only=True):
    """Says which release a 2.1 bundle is; a 2.0 bundle has none."""

    x_mitre_version: str | None = None


class Relationship(StixObject, frozen=True, kw_only=True):
    relationship_type: str
    source_ref: str
    target_ref: str
    description: str = ""


TYPES: dict[str, type[StixObject]] = {
    "attack-pattern": AttackPattern,
    "x-mitre-tactic": Tactic,
    "x-mitre-matrix": Matrix,
    "course-of-action": CourseOfAction,
    "intrusion-set": IntrusionSet,
    "campaign": Campaign,
    "malware": Malware,
    "tool": Tool,
    "x-mitre-data-component": DataComponent,
    "x-mitre-detection-strategy": DetectionStrategy,
    "x-mitre-analytic": Analytic,
    "x-mitre-collection": Collection,
    "relationship": Relationship,
}
"""What is read. Identities, markings and data sources (deprecated since v18) are not."""

KIND_OF_TYPE: dict[str, str] = {
    "attack-pattern": "technique",
    "x-mitre-tactic": "tactic",
    "course-of-action": "mitigation",
    "intrusion-set": "actor",
    "campaign": "campaign",
    "malware": "software",
    "tool": "software",
    "x-mitre-data-component": "data_component",
    "x-mitre-detection-strategy": "detection_strategy",
}
"""The kinds of entry that STIX types become; other types are parts of entries."""
