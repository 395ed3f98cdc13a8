"""What two facts of a test cannot both say. It stops an approval until it is fixed or explained (domain/testing.md).

Each is found by a small function; `key` names it for good, and `detail` says it with its figures: an explanation
holds as long as both are as they were when it was given.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from aegis_testing.domain.execution import Execution
from aegis_testing.domain.observation import TIMES, Observation, same_tool
from aegis_testing.domain.people import Person
from aegis_testing.domain.rule_result import RuleResult

LATEST_AFTER_END = timedelta(days=7)
"""An alert or a block that comes later than this after an execution's end is none of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a contradiction is none, by whom. It explains the `detail` that it was given for."""

    key: str
    detail: str
    text: str
    by: Person
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """One finding: its `code`, what it is about, and its explanation if it has one that still holds."""

    code: str
    key: str
    detail: str
    execution_id: UUID | None = None
    observation_id: UUID | None = None
    rule_id: UUID | None = None
    explanation: Explanation | None = None


def contradictions(
    *,
    executions: Sequence[Execution],
    observations: Sequence[Observation],
    rule_results: Sequence[RuleResult],
    expected_tools: Sequence[str],
    responses: Sequence[datetime | None],
    explanations: Sequence[Explanation],
    now: datetime,
    skew_tolerance_seconds: float,
) -> tuple[Contradiction, ...]:
    """All that contradicts itself in these facts at `now`."""
    of: dict[UUID, list[Observation]] = {execution.id: [] for execution in executions}
    for observation in observations:
        of.setdefault(observation.execution_id, []).append(observation)
    explained = {(one.key, one.detail): one for one in explanations}
    latest = now + timedelta(seconds=skew_tolerance_seconds)
    found: list[Contradiction] = []
    for number, execution in enumerate(executions, start=1):
        name, seen = f"Execution {number}", of[execution.id]
        found += _blocks(name, execution, seen)
        found += _times(name, execution, seen, timedelta(seconds=skew_tolerance_seconds))
        found += _unchecked(name, execution, seen, expected_tools)
        found += _future(name, execution, seen, latest)
    found += _future_response(responses, latest)
    found += _rules(rule_results, observations)
    return tuple(replace(one, explanation=explained.get((one.key, one.detail))) for one in found)


def _of(code: str, execution: Execution, detail: str, observation: Observation | None = None) -> Contradiction:
    parts = [code, str(execution.id)] + ([str(observation.id)] if observation else [])
    return Contradiction(
        code=code,
        key=":".join(parts),
        detail=detail,
        execution_id=execution.id,
        observation_id=observation.id if observation else None,
    )


def _blocks(name: str, execution: Execution, seen: Sequence[Observation]) -> Iterator[Contradiction]:
    blocking = [one for one in seen if one.prevention == "blocked"]
    if execution.outcome == "blocked" and not blocking:
        yield _of("blocked_by_nothing", execution, f"{name}: red says it was blocked, and no tool blocked it.")
    if execution.outcome == "succeeded":
        for one in blocking:
            detail = f"{name}: {one.tool} blocked it, and red says it succeeded."
            yield _of("blocked_yet_succeeded", execution, detail, one)


def _times(
    name: str, execution: Execution, seen: Sequence[Observation], tolerance: timedelta
) -> Iterator[Contradiction]:
    for one in seen:
        for what, at in (("alert", one.alerted_at), ("block", one.blocked_at)):
            if at is None:
                continue
            if execution.started_at is not None and at < execution.started_at - tolerance:
                early = (execution.started_at - at).total_seconds()
                detail = f"{name}: the {what} of {one.tool} comes {early:.0f} s before the start."
                yield _of(f"{what}_before_start", execution, detail, one)
            if execution.ended_at is not None and at > execution.ended_at + LATEST_AFTER_END:
                late = (at - execution.ended_at) / timedelta(days=1)
                detail = f"{name}: the {what} of {one.tool} comes {late:.1f} days after the end."
                yield _of(f"{what}_long_after_end", execution, detail, one)


def _unchecked(
    name: str, execution: Execution, seen: Sequence[Observation], expected_tools: Iterable[str]
) -> Iterator[Contradiction]:
    if execution.outcome == "not_run":
        return
    for tool in expected_tools:
        if not any(one.checked and same_tool(one.tool, tool) for one in seen):
            detail = f"{name}: {tool} is expected to see it, and was not checked."
            found = _of("expected_tool_not_checked", execution, detail)
            yield replace(found, key=f"{found.key}:{tool.casefold()}")


def _future(name: str, execution: Execution, seen: Sequence[Observation], latest: datetime) -> Iterator[Contradiction]:
    for what, at in (("start", execution.started_at), ("end", execution.ended_at)):
        if at is not None and at > latest:
            yield _of(f"{what}_in_future", execution, f"{name}: its {what} ({at.isoformat()}) lies in the future.")
    for one in seen:
        for field in TIMES:
            at = getattr(one, field)
            if at is not None and at > latest:
                detail = f"{name}: {one.tool}: {field} ({at.isoformat()}) lies in the future."
                yield _of(f"{field}_in_future", execution, detail, one)


def _future_response(responses: Sequence[datetime | None], latest: datetime) -> Iterator[Contradiction]:
    for what, at in zip(("responded_at", "contained_at"), responses, strict=True):
        if at is not None and at > latest:
            code = f"{what}_in_future"
            yield Contradiction(code=code, key=code, detail=f"{what} ({at.isoformat()}) lies in the future.")


def _rules(results: Sequence[RuleResult], observations: Sequence[Observation]) -> Iterator[Contradiction]:
    """A rule that fired while its tool shows no alert; while no tool does, where the rule's tool is not known."""
    alerting = [one.tool for one in observations if one.rung == "alert"]
    for result in results:
        if result.outcome != "fired":
            continue
        if any(not result.tool or same_tool(tool, result.tool) for tool in alerting):
            continue
        where = result.tool or "any tool"
        yield Contradiction(
            code="fired_without_alert",
            key=f"fired_without_alert:{result.rule_id}",
            detail=f"The rule {result.title!r} fired, and {where} shows no alert.",
            rule_id=result.rule_id,
        )
