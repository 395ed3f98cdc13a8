"""Scores of many techniques: means over those in scope, each with its denominators."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import fsum
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One technique in a mean. `tested`: it has a line."""

    technique_id: UUID
    score: float
    proven: float
    assumed: float
    in_scope: bool
    tested: bool


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of scores over `n` techniques; None for no technique: unknown is not 0."""

    n: int
    score: float | None
    proven: float | None
    assumed: float | None


@dataclass(frozen=True, slots=True)
class Averages:
    """The means over the techniques in scope (the one that is meant by "the score"), over the tested ones among them,
    and over those in the threat profile (None while there is no profile)."""

    in_scope: Mean
    tested: Mean
    in_profile: Mean | None

    @property
    def untested(self) -> int:
        return self.in_scope.n - self.tested.n


def average(techniques: Iterable[Scored], *, profile: Collection[UUID] | None = None) -> Averages:
    """Means over `techniques`, those out of scope left out."""
    within = [technique for technique in techniques if technique.in_scope]
    return Averages(
        in_scope=_mean(within),
        tested=_mean([technique for technique in within if technique.tested]),
        in_profile=None if profile is None else _mean([one for one in within if one.technique_id in profile]),
    )


def _mean(techniques: list[Scored]) -> Mean:
    n = len(techniques)
    if n == 0:
        return Mean(0, None, None, None)
    return Mean(
        n,
        fsum(technique.score for technique in techniques) / n,
        fsum(technique.proven for technique in techniques) / n,
        fsum(technique.assumed for technique in techniques) / n,
    )
