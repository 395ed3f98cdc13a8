"""The aggregate: one purple test with its red and its blue side.

It holds facts and keeps them together; what may be done to it stands in `obstacles/`, what then happens in `moves/`
and `recording/`, one file a behaviour. What can be read off the facts (state, result, lines) is never stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from aegis_kernel.aggregate import Aggregate
from aegis_kernel.errors import NotFound
from aegis_testing.domain.blind import Blind
from aegis_testing.domain.contradictions import Contradiction, Explanation, contradictions
from aegis_testing.domain.correction import Correction
from aegis_testing.domain.events import TestEvent
from aegis_testing.domain.evidence import Evidence
from aegis_testing.domain.execution import Execution
from aegis_testing.domain.observation import Observation
from aegis_testing.domain.people import Person
from aegis_testing.domain.procedure import Procedure, Technique
from aegis_testing.domain.remediation import Remediation
from aegis_testing.domain.rule_result import RuleResult
from aegis_testing.domain.side import Side
from aegis_testing.domain.state import TERMINAL, state_of_sides
from aegis_testing.domain.votes import HistoryEntry, Vote
from aegis_testing.domain.words import SIDES, ClockName, ReviewPolicy, Rung, SideName, StateName


@dataclass(eq=False, kw_only=True)
class Test(Aggregate):
    """A test. `technique` follows successions; `drafted_technique_id` never changes.

    `review_policy` is the one that counted at the last decision, and from the validation on the one it was validated
    under. `last_event` names the event that its version stands for.
    """

    __test__ = False

    id: UUID
    version: int = 0
    number: int
    technique: Technique
    drafted_technique_id: UUID
    procedure: Procedure
    author: Person
    drafted_at: datetime
    review_policy: ReviewPolicy = "dual"
    red: Side = field(default_factory=Side)
    blue: Side = field(default_factory=Side)
    held: bool = False
    expected: Rung | None = None
    expected_tools: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    due: date | None = None
    started_at: datetime | None = None
    cancelled_at: datetime | None = None
    deleted_at: datetime | None = None
    updated_at: datetime | None = None
    independently_reviewed: bool | None = None
    executions: tuple[Execution, ...] = ()
    observations: tuple[Observation, ...] = ()
    rule_results: tuple[RuleResult, ...] = ()
    responded_at: datetime | None = None
    contained_at: datetime | None = None
    explanations: tuple[Explanation, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    votes: tuple[Vote, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    retest_of: UUID | None = None
    rerun_of: UUID | None = None
    campaign_id: UUID | None = None
    blind: Blind | None = None
    corrections: tuple[Correction, ...] = ()
    remediation: Remediation | None = None
    last_event: str = ""

    def __post_init__(self) -> None:
        super().__init__(self.id, self.version)

    @property
    def state(self) -> StateName:
        """Read off the sides."""
        return state_of_sides(
            started=self.started_at is not None, cancelled=self.cancelled_at is not None, red=self.red, blue=self.blue
        )

    @property
    def hidden(self) -> bool:
        """Whether it is blind and not revealed yet."""
        return self.blind is not None and self.blind.hidden

    @property
    def open_correction(self) -> Correction | None:
        """The one that waits for a decision: there is one at most."""
        return next((one for one in self.corrections if one.open), None)

    @property
    def over(self) -> bool:
        """Whether nothing can be changed any more, but for what corrects or follows it."""
        return self.state in TERMINAL

    @property
    def validated_at(self) -> datetime | None:
        """When the second side was approved."""
        if self.state != "validated" or self.red.approved_at is None or self.blue.approved_at is None:
            return None
        return max(self.red.approved_at, self.blue.approved_at)

    def side(self, name: SideName) -> Side:
        return self.red if name == "red" else self.blue

    def put_side(self, name: SideName, side: Side) -> None:
        if name == "red":
            self.red = side
        else:
            self.blue = side

    def execution(self, execution_id: UUID) -> Execution:
        """Raises `NotFound`."""
        for execution in self.executions:
            if execution.id == execution_id:
                return execution
        raise NotFound("execution_not_found", f"The test has no execution {execution_id}.")

    def observation(self, observation_id: UUID) -> Observation:
        """Raises `NotFound`."""
        for observation in self.observations:
            if observation.id == observation_id:
                return observation
        raise NotFound("observation_not_found", f"The test has no observation {observation_id}.")

    def piece_of_evidence(self, evidence_id: UUID) -> Evidence:
        """Raises `NotFound`."""
        for evidence in self.evidence:
            if evidence.id == evidence_id:
                return evidence
        raise NotFound("evidence_not_found", f"The test has no evidence {evidence_id}.")

    def contradictions(self, *, now: datetime, skew_tolerance_seconds: float) -> tuple[Contradiction, ...]:
        """What in its facts cannot both be true, explained or not."""
        return contradictions(
            executions=self.executions,
            observations=self.observations,
            rule_results=self.rule_results,
            expected_tools=self.expected_tools,
            responses=(self.responded_at, self.contained_at),
            explanations=self.explanations,
            now=now,
            skew_tolerance_seconds=skew_tolerance_seconds,
        )

    def set_clocks(self, at: datetime) -> None:
        """Lets each side's clocks run as its status says."""
        for name in SIDES:
            side = self.side(name)
            clocks = side.clocks.switched(self._clock_of(side), at)
            if clocks is not side.clocks:
                self.put_side(name, replace(side, clocks=clocks))

    def _clock_of(self, side: Side) -> ClockName | None:
        if self.started_at is None or self.over or side.status == "approved":
            return None
        if self.held:
            return "held"
        return "worked" if side.status == "open" and side.claimed_at is not None else "waiting"

    def moved(
        self,
        event: type[TestEvent],
        *,
        move: str,
        by: Person,
        at: datetime,
        before: StateName,
        side: SideName | None = None,
        reason: str = "",
        also: Mapping[str, tuple[Any, Any]] | None = None,
    ) -> None:
        """Closes a move: clocks, history, event. `before` is the state it was made in; `also` maps further fields to
        what they were and are."""
        self.set_clocks(at)
        self.history += (
            HistoryEntry(at=at, by=by, move=move, from_state=before, to_state=self.state, side=side, reason=reason),
        )
        differing = {"state": (before, self.state)} if before != self.state else {}
        self.happened(event, at=at, differing={**differing, **(also or {})}, reason=reason)

    def happened(
        self, event: type[TestEvent], *, at: datetime, differing: Mapping[str, tuple[Any, Any]], reason: str = ""
    ) -> None:
        """Records `event`, with each differing field's old and new value."""
        self.updated_at, self.last_event = at, event.__name__
        self.record(
            event(
                changed={name: old for name, (old, _) in differing.items()},
                now={name: new for name, (_, new) in differing.items()},
                reason=reason or None,
            )
        )
