"""One factor of a score: what it looked at, what it came to, and how that fades with time."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class FactorName(StrEnum):
    """The factors, in the order in which they are shown."""

    TESTS = "tests"
    DETECTION_RULES = "detection_rules"
    DEFENCES = "defences"
    FRESHNESS = "freshness"
    PLATFORM_DIVERSITY = "platform_diversity"


PROVEN = frozenset({FactorName.TESTS, FactorName.FRESHNESS, FactorName.PLATFORM_DIVERSITY})
"""What tests have shown; the other factors are assumed."""


@dataclass(frozen=True, slots=True)
class Fading:
    """A part of a factor's value that halves every `half_life_days`."""

    value: float
    half_life_days: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A factor's value, 0 to 1, at an instant: `steady` + the sum of `fading`. `per_day` is taken off the value at
    each whole day to come (preset `seed`). `inputs` is what people are shown."""

    steady: float = 0.0
    fading: tuple[Fading, ...] = ()
    per_day: float = 0.0
    applies: bool = True
    inputs: Mapping[str, Any]

    @property
    def value(self) -> float:
        return self.steady + sum(part.value for part in self.fading)


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """A measured factor with its weight and its points of 100. One that does not apply has no points."""

    name: FactorName
    measured: Measured
    weight: float
    points: float

    @property
    def proven(self) -> bool:
        return self.name in PROVEN
