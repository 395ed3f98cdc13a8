"""What counters techniques: D3FEND, frameworks and their controls."""

from uuid import UUID

from msgspec import Struct


class DefenceItem(Struct, frozen=True, kw_only=True, gc=False, tag_field="kind", tag="defence"):
    """A D3FEND technique. `tactic` is the root above it, `parent_id` the content id of the node above that is a
    defence; `technique_ids_named` are the techniques that it counters."""

    d3fend_id: str
    name: str
    description: str = ""
    tactic: str = ""
    parent_id: UUID | None = None
    technique_ids_named: tuple[str, ...] = ()


class NonMappable(Struct, frozen=True, kw_only=True, gc=False):
    """A row that upstream calls non-mappable: it lacks the control (NIST) or the technique (others). `domain` is
    that of its file."""

    control: str | None = None
    technique_id_named: str | None = None
    comment: str = ""
    domain: str | None = None


class FrameworkItem(Struct, frozen=True, kw_only=True, gc=False, tag_field="kind", tag="framework"):
    """A compliance framework. `slug` is its public id (``nist-800-53-r5``). `attack_version` is the one that its
    mappings were written for. `mapping_only`: this source brings mappings; another's words on the framework go
    first."""

    slug: str
    name: str
    description: str = ""
    version: str | None = None
    publisher: str = ""
    license: str | None = None
    attack_version: str | None = None
    non_mappable: tuple[NonMappable, ...] = ()
    mapping_only: bool = False


class ControlMapping(Struct, frozen=True, kw_only=True, gc=False):
    """A control's mapping to a technique, by the id that its source writes: one a control, technique and `type`.
    `control_named` is the control as the row writes it (``AC-02``), where that is not its label; `score` is what some
    frameworks grade a mapping with (AWS: ``minimal``, ``partial``, ``significant``)."""

    technique_id_named: str
    type: str | None = None
    comment: str = ""
    status: str | None = None
    references: tuple[str, ...] = ()
    control_named: str | None = None
    score: str | None = None


class ControlItem(Struct, frozen=True, kw_only=True, gc=False, tag_field="kind", tag="control"):
    """A control or safeguard, with its mappings. `label` is its public id within the framework (``AC-2(1)``, ``3.10``);
    `groups` are baselines (``low``) or implementation groups (``ig1``) that demand it; `withdrawn` is upstream's, with
    `successors` as labels. `mapping_only`: made from a mapping; another source's words on the control go first, and
    where there are none the control is flagged."""

    framework_id: UUID
    label: str
    name: str
    description: str = ""
    guidance: str = ""
    family: str = ""
    parent_id: UUID | None = None
    groups: tuple[str, ...] = ()
    asset_type: str | None = None
    security_function: str | None = None
    withdrawn: bool = False
    successors: tuple[str, ...] = ()
    attack_version: str | None = None
    mappings: tuple[ControlMapping, ...] = ()
    mapping_only: bool = False
