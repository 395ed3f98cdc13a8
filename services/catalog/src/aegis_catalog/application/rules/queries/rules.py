"""Detection rules: the list, a rule's own page, its body."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from aegis_catalog.application.contents.queries.contents import Contents
from aegis_catalog.application.views.content import ContentView, ItemRef
from aegis_catalog.application.views.filters import ContentFilters
from aegis_contracts.imported.rules import RuleLogSource
from aegis_contracts.words import DeploymentStatus, RuleKind
from aegis_kernel.errors import NotFound
from aegis_kernel.rights import Action, Caller, require

HealthWord = Literal["silent", "never_evaluated", "sole_cover"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFilters(ContentFilters):
    """`source`: an upstream or a data source by name. `technique` is exact, `technique_or_sub` takes their
    sub-techniques too, both by id or public id. `deployment` and `tool` (by id) together ask how a rule stands in one
    of these tools; without a tool a rule is ``not_deployed`` that is in none, without a deployment any but
    ``not_deployed`` counts. `q` looks in upstream's keys too. `health`: was looked
    at in validated tests and never fired; never looked at; sole cover."""

    source: tuple[str, ...] = ()
    kind: tuple[RuleKind, ...] = ()
    severity: tuple[str, ...] = ()
    upstream_status: tuple[str, ...] = ()
    product: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    technique: tuple[str, ...] = ()
    technique_or_sub: tuple[str, ...] = ()
    deployment: tuple[DeploymentStatus, ...] = ()
    tool: tuple[UUID, ...] = ()
    health: tuple[HealthWord, ...] = ()


class DeploymentView(Struct, frozen=True):
    """A rule in one of our tools. `version` is the one to change it with."""

    tool_id: UUID
    tool: str | None
    status: DeploymentStatus
    since: datetime
    local_id: str | None
    owner: str | None
    version: int


class RuleHealth(Struct, frozen=True):
    """How a rule fared in validated tests. `unexpected`: it fired where nobody expected it. `sole_cover`: on some line
    it is the only enabled rule that fired in the newest test that looked at rules."""

    expected: int
    evaluated: int
    fired: int
    silent: int
    unexpected: int
    last_fired_at: datetime | None
    sole_cover: bool


class RuleRow(ContentView, frozen=True):
    """A rule. `upstream` is its source: ``sigma``, ``elastic``, ``splunk``, or ``custom`` for our own.
    `upstream_status` is upstream's word for it, and says nothing of `deployments`, which are ours. `techniques` are
    where the ids lead today that it names, `technique_ids_named`."""

    kind: RuleKind
    severity: str | None
    upstream_status: str | None
    type: str | None
    language: str | None
    log_source: RuleLogSource
    risk_score: float | None
    techniques: list[ItemRef]
    technique_ids_named: list[str]
    deployments: list[DeploymentView]
    health: RuleHealth


class TemplateOf(Struct, frozen=True):
    """A template that a rule should see, by people's word."""

    id: UUID
    name: str
    upstream: str


class RuleDetail(RuleRow, frozen=True):
    """A rule's page. `body` is as upstream wrote it, character for character. `technique_ids_unresolved` are those of
    the named ids that nobody knows."""

    version: int
    description: str
    body: str
    technique_ids_unresolved: list[str]
    confirmed_templates: list[TemplateOf]
    false_positives: list[str]
    related: list[str]
    note: str | None
    references: list[str]
    authors: list[str]
    license: str | None
    upstream_path: str


class Rules(Contents[RuleFilters, RuleRow, RuleDetail]):
    noun = "rule"


class RuleBodyReader(Protocol):
    async def body(self, rule_id: UUID) -> str | None: ...


class RuleBodies:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: RuleBodyReader) -> None:
        self._reader = reader

    async def __call__(self, caller: Caller, rule_id: UUID) -> str:
        """A rule's body alone, as upstream wrote it."""
        require(caller, Action.CONTENT_READ)
        body = await self._reader.body(rule_id)
        if body is None:
            raise NotFound("rule_not_found", "There is no such rule.")
        return body
