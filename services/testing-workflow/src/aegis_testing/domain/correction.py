"""Corrections of a validated test: what a lead proposes and both leads approve. The facts of before stay readable."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from aegis_testing.domain.execution import Execution
from aegis_testing.domain.observation import Observation
from aegis_testing.domain.people import Person
from aegis_testing.domain.words import SideName

CorrectionStatus = Literal["proposed", "applied", "rejected", "withdrawn"]
MAX_CORRECTIONS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    side: SideName
    by: Person
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A diff: each pair is a thing as it was and as it is to be. `closed_*` is who applied, rejected or withdrew it:
    the second approval applies."""

    id: UUID
    by: Person
    at: datetime
    reason: str
    executions: tuple[tuple[Execution, Execution], ...] = ()
    observations: tuple[tuple[Observation, Observation], ...] = ()
    status: CorrectionStatus = "proposed"
    approvals: tuple[Approval, ...] = ()
    closed_at: datetime | None = None
    closed_by: Person | None = None
    closed_reason: str = ""

    @property
    def open(self) -> bool:
        return self.status == "proposed"

    def approved(self, side: SideName) -> Approval | None:
        """The approval of that side's lead, if there is one."""
        return next((one for one in self.approvals if one.side == side), None)

    def closed(self, status: CorrectionStatus, by: Person, at: datetime, reason: str = "") -> "Correction":
        return replace(self, status=status, closed_at=at, closed_by=by, closed_reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What the test said from `since` until `until` (None: still). The first came with the validation, each later one
    by a correction."""

    number: int
    since: datetime
    until: datetime | None
    executions: tuple[Execution, ...]
    observations: tuple[Observation, ...]
    correction_id: UUID | None = None


def versions(
    executions: tuple[Execution, ...],
    observations: tuple[Observation, ...],
    corrections: Sequence[Correction],
    validated_at: datetime,
) -> tuple[Version, ...]:
    """All that a validated test ever said, the first first, worked out backwards from what it says now."""
    applied = [one for one in corrections if one.status == "applied" and one.closed_at is not None]
    found: list[Version] = []
    until: datetime | None = None
    for number in range(len(applied), -1, -1):
        by = applied[number - 1] if number else None
        since = by.closed_at if by is not None and by.closed_at is not None else validated_at
        found.append(
            Version(
                number=number + 1,
                since=since,
                until=until,
                executions=executions,
                observations=observations,
                correction_id=by.id if by else None,
            )
        )
        if by is not None:
            executions = swapped(executions, [(after, before) for before, after in by.executions])
            observations = swapped_observations(observations, [(after, before) for before, after in by.observations])
        until = since
    return tuple(reversed(found))


def swapped(executions: tuple[Execution, ...], pairs: Sequence[tuple[Execution, Execution]]) -> tuple[Execution, ...]:
    """With the second of each pair in the first one's place."""
    new = {old.id: now for old, now in pairs}
    return tuple(new.get(one.id, one) for one in executions)


def swapped_observations(
    observations: tuple[Observation, ...], pairs: Sequence[tuple[Observation, Observation]]
) -> tuple[Observation, ...]:
    """As `swapped`."""
    new = {old.id: now for old, now in pairs}
    return tuple(new.get(one.id, one) for one in observations)
