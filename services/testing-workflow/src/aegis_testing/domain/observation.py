"""Observations: what each defence tool showed of each execution."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aegis_kernel.errors import Fault
from aegis_testing.domain.limits import MAX_WORD, raise_if_any, text_fault
from aegis_testing.domain.words import How, Prevention, Rung, Vantage

UNPLACED = UUID(int=0)
"""Stands for the execution of what blue saw in a blind test, as long as nobody has said which one it belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What one tool showed of one execution. `not_checked` is never read as `none`."""

    id: UUID
    execution_id: UUID
    tool: str
    tool_id: UUID | None = None
    rung: Rung = "not_checked"
    prevention: Prevention = "none"
    telemetry_at: datetime | None = None
    alerted_at: datetime | None = None
    acknowledged_at: datetime | None = None
    blocked_at: datetime | None = None
    how: How = "automatic"
    vantage: Vantage = "target"
    severity: str | None = None
    expected_severity: str | None = None
    alert_reference: str = ""

    @property
    def counted_rung(self) -> Rung:
        """The rung that counts: what was hunted is telemetry at most, what blue was told is none."""
        if self.rung in {"not_checked", "none"} or self.how == "automatic":
            return self.rung
        return "telemetry" if self.how == "hunted" else "none"

    @property
    def checked(self) -> bool:
        """Whether somebody looked; a block says so by itself."""
        return self.rung != "not_checked" or self.prevention != "none"


TIMES = ("telemetry_at", "alerted_at", "acknowledged_at", "blocked_at")

AMENDABLE = frozenset({"alert_reference", "severity", "expected_severity"})
"""What may change without a move after the side has closed."""


def same_tool(one: str, another: str) -> bool:
    """Whether two names mean the same tool: case does not tell tools apart."""
    return one.casefold() == another.casefold()


def check_observation(observation: Observation) -> None:
    """Raises `Invalid` with all that is wrong with an observation by itself."""
    raise_if_any(_faults(observation))


def _faults(observation: Observation) -> Iterator[Fault | None]:
    yield text_fault("/tool", observation.tool, characters=MAX_WORD, needed=True)
    yield text_fault("/alert_reference", observation.alert_reference, characters=MAX_WORD)
    for name in ("severity", "expected_severity"):
        yield text_fault(f"/{name}", getattr(observation, name) or "", characters=MAX_WORD)
    if observation.alerted_at is not None and observation.rung != "alert":
        yield Fault("/alerted_at", "A time of an alert needs the rung alert.", "time_without_alert")
    if observation.acknowledged_at is not None and observation.rung != "alert":
        yield Fault("/acknowledged_at", "Only an alert can be acknowledged.", "time_without_alert")
    if observation.telemetry_at is not None and observation.rung not in {"telemetry", "alert"}:
        yield Fault("/telemetry_at", "A time of telemetry needs the rung telemetry or alert.", "time_without_telemetry")
    if observation.blocked_at is not None and observation.prevention == "none":
        yield Fault("/blocked_at", "A time of a block needs a prevention.", "time_without_block")
