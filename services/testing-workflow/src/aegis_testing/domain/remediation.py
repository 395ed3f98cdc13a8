"""What is done about the gap that a test found (design, domain/testing.md, "Remediation")."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from aegis_kernel.errors import Fault
from aegis_testing.domain.limits import MAX_REASON, MAX_WORD, raise_if_any, text_fault
from aegis_testing.domain.people import Person
from aegis_testing.domain.words import ResultName

RemediationStatus = Literal["required", "in_progress", "done", "accepted_risk"]

GAPS: frozenset[ResultName] = frozenset({"not_detected", "partially_detected"})
PROVEN: frozenset[ResultName] = frozenset({"prevented", "detected"})
MAX_STEPS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do."""

    id: UUID
    text: str
    owner: Person | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remediation:
    """Opened by a validation with a gap. `reason` says why a risk is accepted; `remediated_at` since when it is said to
    be fixed; `closed_at` when the retest `closed_by` proved it. Its id is the test's."""

    opened_at: datetime
    status: RemediationStatus = "required"
    owner: Person | None = None
    due: date | None = None
    ticket: str = ""
    steps: tuple[Step, ...] = ()
    reason: str = ""
    remediated_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: UUID | None = None

    def overdue(self, today: date) -> bool:
        """Whether it should be done by now and is neither done nor accepted. Its day is the last in time."""
        return self.due is not None and self.due < today and self.status in {"required", "in_progress"}


def check_remediation(one: Remediation, now: datetime) -> None:
    """Raises `Invalid` with all that is wrong with it."""
    faults = [
        text_fault("/ticket", one.ticket, characters=MAX_WORD),
        text_fault("/reason", one.reason, characters=MAX_REASON, needed=one.status == "accepted_risk"),
        *(text_fault(f"/steps/{step.id}/text", step.text, characters=MAX_REASON, needed=True) for step in one.steps),
    ]
    if one.ticket and not one.ticket.startswith(("https://", "http://")):
        faults.append(Fault("/ticket", "A link: https:// or http://.", "not_a_link"))
    if len(one.steps) > MAX_STEPS:
        faults.append(Fault("/steps", f"At most {MAX_STEPS} steps.", "too_many"))
    if one.remediated_at is not None and one.remediated_at > now:
        faults.append(Fault("/remediated_at", "It cannot be fixed in the future.", "in_future"))
    if one.remediated_at is not None and one.status != "done":
        faults.append(Fault("/remediated_at", "Only what is done was fixed at a time.", "not_done"))
    raise_if_any(faults)
