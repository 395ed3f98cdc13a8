"""What people send about executions, observations, rules and the response."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from aegis_testing.domain.execution import Execution
from aegis_testing.domain.limits import MAX_REASON, MAX_WORD
from aegis_testing.domain.observation import UNPLACED, Observation
from aegis_testing.domain.rule_result import RuleResult
from aegis_testing.domain.words import How, Outcome, Prevention, RuleOutcome, Rung, Vantage
from aegis_testing.entrypoints.http.instants import Instant, utc
from aegis_testing.entrypoints.http.requests import Word

Label = Annotated[str, Meta(max_length=MAX_WORD)]
ProcessId = Annotated[int, Meta(ge=0, le=2**32 - 1)]
ExitCode = Annotated[int, Meta(ge=-(2**31), le=2**32 - 1)]
"""Windows tells status codes unsigned, POSIX signals negative."""


class ExecutionRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One run. A start or an end that is not known is null."""

    platform: Word
    environment: Word
    outcome: Outcome
    source: Label = ""
    target: Label = ""
    user: Label = ""
    process_id: ProcessId | None = None
    command: str = ""
    started_at: Instant | None = None
    ended_at: Instant | None = None
    exit_code: ExitCode | None = None
    clean_up_done: bool = False
    origin: Literal["manual", "api"] = "manual"

    def execution(self, id_: UUID) -> Execution:
        return Execution(id=id_, **_given(self))


class ExecutionPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is."""

    platform: Word | UnsetType = UNSET
    environment: Word | UnsetType = UNSET
    outcome: Outcome | UnsetType = UNSET
    source: Label | UnsetType = UNSET
    target: Label | UnsetType = UNSET
    user: Label | UnsetType = UNSET
    process_id: ProcessId | UnsetType | None = UNSET
    command: str | UnsetType = UNSET
    started_at: Instant | UnsetType | None = UNSET
    ended_at: Instant | UnsetType | None = UNSET
    exit_code: ExitCode | UnsetType | None = UNSET
    clean_up_done: bool | UnsetType = UNSET

    def changes(self) -> Mapping[str, Any]:
        return _given(self)


class ObservationRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one tool showed of one execution: the tool by `tool_id`, or by its name as `tool`. In a blind test, as
    long as it is hidden, it is of no execution: which one it was is said after the reveal."""

    execution_id: UUID = UNPLACED
    tool_id: UUID | None = None
    tool: Label = ""
    rung: Rung = "not_checked"
    prevention: Prevention = "none"
    telemetry_at: Instant | None = None
    alerted_at: Instant | None = None
    acknowledged_at: Instant | None = None
    blocked_at: Instant | None = None
    how: How = "automatic"
    vantage: Vantage = "target"
    severity: Label | None = None
    expected_severity: Label | None = None
    alert_reference: Label = ""

    def observation(self, id_: UUID) -> Observation:
        return Observation(id=id_, **_given(self))


class ObservationPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is. `execution_id` says, after the reveal of a blind test, what was seen in it."""

    execution_id: UUID | UnsetType = UNSET
    tool_id: UUID | UnsetType = UNSET
    tool: Word | UnsetType = UNSET
    rung: Rung | UnsetType = UNSET
    prevention: Prevention | UnsetType = UNSET
    telemetry_at: Instant | UnsetType | None = UNSET
    alerted_at: Instant | UnsetType | None = UNSET
    acknowledged_at: Instant | UnsetType | None = UNSET
    blocked_at: Instant | UnsetType | None = UNSET
    how: How | UnsetType = UNSET
    vantage: Vantage | UnsetType = UNSET
    severity: Label | UnsetType | None = UNSET
    expected_severity: Label | UnsetType | None = UNSET
    alert_reference: Label | UnsetType = UNSET

    def changes(self) -> Mapping[str, Any]:
        return _given(self)


class RuleResultRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether a rule fired. `expected` is false for one that fired unexpectedly; `tool` is the tool it runs in."""

    rule_id: UUID
    title: Word
    outcome: RuleOutcome
    expected: bool = True
    tool: Label = ""
    note: Annotated[str, Meta(max_length=MAX_REASON)] = ""

    def result(self) -> RuleResult:
        return RuleResult(**_given(self))


class ResponseRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When blue responded and had contained it; null is not yet, what is left out stays as it is."""

    responded_at: Instant | UnsetType | None = UNSET
    contained_at: Instant | UnsetType | None = UNSET

    def changes(self) -> Mapping[str, Any]:
        return _given(self)


def _given(request: Struct) -> dict[str, Any]:
    """The fields that were sent or have a default, with instants in UTC. Raises `Invalid`."""
    found = {}
    for name in request.__struct_fields__:
        value = getattr(request, name)
        if value is not UNSET:
            found[name] = utc(value, f"/{name}") if isinstance(value, datetime) else value
    return found
