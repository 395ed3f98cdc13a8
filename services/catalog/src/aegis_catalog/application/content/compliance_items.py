"""Frameworks and their controls as their claims make them."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from aegis_catalog.application.content.items import Naming
from aegis_contracts.imported.defences import ControlMapping, NonMappable


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework(Naming):
    """`attack_id` is its slug; `attack_version` the one that its mappings were written for. `from_mapping`: only
    sources of mappings speak of it. The techniques that it names are those called non-mappable."""

    KIND: ClassVar[str] = "framework"

    version: str | None
    publisher: str
    license: str | None
    attack_version: str | None
    non_mappable: tuple[NonMappable, ...]
    from_mapping: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Control(Naming):
    """`attack_id` is its label. `mappings` are those of all sources, each technique and type once. `from_mapping`: the
    framework's own catalogue lacks it."""

    KIND: ClassVar[str] = "control"

    framework_id: UUID
    guidance: str
    family: str
    parent_id: UUID | None
    groups: tuple[str, ...]
    asset_type: str | None
    security_function: str | None
    successors: tuple[str, ...]
    attack_version: str | None
    mappings: tuple[ControlMapping, ...]
    from_mapping: bool
