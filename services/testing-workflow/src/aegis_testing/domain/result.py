"""The result of a test: derived from what was run and seen, never typed in (design, domain/testing.md, "Result").

Unknown is None: an execution that nobody has looked at says nothing yet.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aegis_testing.domain.execution import Execution
from aegis_testing.domain.observation import Observation
from aegis_testing.domain.words import ResultName


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionResult:
    """What came of one execution. `inconclusive`: it failed, and nothing was seen or blocked."""

    execution: Execution
    result: ResultName | None
    inconclusive: bool = False

    @property
    def applicable(self) -> bool:
        return self.result is not None and self.result != "not_applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The result over several executions, and how it divides ("2 of 3 hosts"). `counts` is by result."""

    result: ResultName | None
    executions: int
    applicable: int
    inconclusive: int
    counts: dict[ResultName, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The result on one platform in one environment. `attacked_at` is the earliest known start of its applicable
    executions, else when red submitted."""

    platform: str
    environment: str
    result: ResultName
    attacked_at: datetime
    applicable: int
    executions: int


def execution_result(execution: Execution, seen: Sequence[Observation]) -> ExecutionResult:
    """The result of one execution from all its observations: the best tool counts."""
    if execution.outcome == "not_run":
        return ExecutionResult(execution=execution, result="not_applicable")
    checked = [observation for observation in seen if observation.checked]
    if not checked:
        return ExecutionResult(execution=execution, result=None)
    result = _best(checked)
    if execution.outcome == "failed" and result == "not_detected":
        return ExecutionResult(execution=execution, result="not_applicable", inconclusive=True)
    return ExecutionResult(execution=execution, result=result)


def _best(seen: Iterable[Observation]) -> ResultName:
    rungs = {observation.counted_rung for observation in seen}
    preventions = {observation.prevention for observation in seen}
    if "blocked" in preventions:
        return "prevented"
    if "alert" in rungs:
        return "detected"
    if "telemetry" in rungs or "partial" in preventions:
        return "partially_detected"
    return "not_detected"


def execution_results(
    executions: Sequence[Execution], observations: Sequence[Observation]
) -> tuple[ExecutionResult, ...]:
    """The result of each execution, in their order."""
    of: dict[UUID, list[Observation]] = {}
    for observation in observations:
        of.setdefault(observation.execution_id, []).append(observation)
    return tuple(execution_result(execution, of.get(execution.id, ())) for execution in executions)


def split(results: Sequence[ExecutionResult]) -> Split:
    """The result over `results`."""
    counts: Counter[ResultName] = Counter(one.result for one in results if one.result is not None)
    return Split(
        result=_over([one.result for one in results if one.applicable and one.result is not None], counts),
        executions=len(results),
        applicable=sum(one.applicable for one in results),
        inconclusive=sum(one.inconclusive for one in results),
        counts=dict(counts),
    )


def _over(applicable: Sequence[ResultName], counts: Counter[ResultName]) -> ResultName | None:
    """All prevented or detected: the lower of the two. Seen in some only: partially. In none: not detected."""
    if not applicable:
        return "not_applicable" if counts["not_applicable"] else None
    got = set(applicable)
    if got <= {"prevented", "detected"}:
        return "detected" if "detected" in got else "prevented"
    return "not_detected" if got == {"not_detected"} else "partially_detected"


def lines(results: Sequence[ExecutionResult], *, otherwise: datetime | None) -> tuple[Line, ...]:
    """The result per platform and environment, in their order. `otherwise` is when red submitted (or, before that,
    when the test started): the age of an attack whose start nobody knows. Lines without any word yet are left out."""
    grouped: dict[tuple[str, str], list[ExecutionResult]] = {}
    for one in results:
        grouped.setdefault((one.execution.platform, one.execution.environment), []).append(one)
    found = []
    for (platform, environment), group in sorted(grouped.items()):
        whole = split(group)
        attacked_at = _attacked_at(group) or otherwise
        if whole.result is None or attacked_at is None:
            continue
        found.append(
            Line(
                platform=platform,
                environment=environment,
                result=whole.result,
                attacked_at=attacked_at,
                applicable=whole.applicable,
                executions=whole.executions,
            )
        )
    return tuple(found)


def _attacked_at(group: Sequence[ExecutionResult]) -> datetime | None:
    counting = [one for one in group if one.applicable] or group
    return min((one.execution.started_at for one in counting if one.execution.started_at is not None), default=None)
