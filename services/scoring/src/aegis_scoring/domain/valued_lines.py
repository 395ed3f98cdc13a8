"""Lines with what they are worth at an instant: worked out once, read by factors, status and formula."""

from dataclasses import dataclass
from datetime import datetime

from aegis_scoring.domain.ageing import expires_at
from aegis_scoring.domain.configuration import Configuration
from aegis_scoring.domain.lines import Line
from aegis_scoring.domain.technique_inputs import TechniqueInputs


@dataclass(frozen=True, slots=True)
class Valued:
    """A line at an instant. `value` is v: its result's value, 0 once it has expired (from `expires_at` on)."""

    line: Line
    value: float
    expired: bool
    expires_at: datetime
    half_life_days: float


def valued_lines(inputs: TechniqueInputs, configuration: Configuration, instant: datetime) -> tuple[Valued, ...]:
    """Every line of `inputs` at `instant`, in the order given."""
    return tuple(_valued(line, inputs, configuration, instant) for line in inputs.lines)


def _valued(line: Line, inputs: TechniqueInputs, configuration: Configuration, instant: datetime) -> Valued:
    limits = configuration.limits(inputs.tactics, line.platform)
    expiry = expires_at(line.attacked_at, limits.expires_days)
    expired = instant >= expiry
    return Valued(line, 0.0 if expired else line.full_value, expired, expiry, limits.half_life_days)
