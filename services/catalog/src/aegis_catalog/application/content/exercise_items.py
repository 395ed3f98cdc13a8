"""What tests are made of and what should see or stop them: templates, adversaries, rules, defences."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from aegis_catalog.application.content.items import Item, Naming
from aegis_contracts.imported.rules import RuleLogSource
from aegis_contracts.imported.templates import Argument, Dependency
from aegis_contracts.words import RuleKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Template(Naming):
    """A way to try a technique. `group` is what upstream calls several templates together."""

    KIND: ClassVar[str] = "template"

    platforms: tuple[str, ...]
    platforms_named: tuple[str, ...]
    executor: str
    command: str
    cleanup: str | None
    privileges: tuple[str, ...]
    elevation_required: bool
    arguments: tuple[Argument, ...]
    dependencies: tuple[Dependency, ...]
    dependency_executor: str | None
    group: str | None
    labels: tuple[str, ...]
    references: tuple[str, ...]
    authors: tuple[str, ...]
    license: str | None
    upstream_path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Adversary(Item):
    """A blueprint of a campaign: `steps` are groups of templates, in order."""

    KIND: ClassVar[str] = "adversary"

    steps: tuple[str, ...]
    objective: str | None
    license: str | None
    upstream_path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Naming):
    """A detection rule; `body` is as upstream wrote it, `upstream_status` its word for it."""

    KIND: ClassVar[str] = "rule"

    rule_kind: RuleKind
    severity: str | None
    upstream_status: str | None
    type: str | None
    language: str | None
    body: str
    log_source: RuleLogSource
    risk_score: float | None
    false_positives: tuple[str, ...]
    related: tuple[str, ...]
    note: str | None
    references: tuple[str, ...]
    authors: tuple[str, ...]
    license: str | None
    upstream_path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Defence(Naming):
    """A D3FEND technique; its public id is D3FEND's. `technique_ids_named` are those that it counters."""

    KIND: ClassVar[str] = "defence"

    tactic: str
    parent_id: UUID | None
