"""ATT&CK's items: techniques and what stands around them."""

from uuid import UUID

from msgspec import Struct


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


class DetectionStrategyItem(Struct, frozen=True, kw_only=True, gc=False, tag_field="kind", tag="detection_strategy"):
    """ATT&CK's ``x-mitre-detection-strategy`` (18 and later) with its analytics, active ones alone.
    `technique_ids` are those that it detects."""

    attack_id: str
    name: str
    description: str = ""
    analytics: tuple[Analytic, ...] = ()
    technique_ids: tuple[UUID, ...] = ()
    revoked: bool = False
    deprecated: bool = False
