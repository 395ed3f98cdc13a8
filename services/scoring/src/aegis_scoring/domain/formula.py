"""A score as a formula of time, so that whoever shows it needs no message for ageing alone (events.md)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from math import fsum

from aegis_scoring.domain import seed_rules
from aegis_scoring.domain.ageing import age_days, expires_at, halved, whole_days
from aegis_scoring.domain.configuration import Configuration, Preset
from aegis_scoring.domain.factor import Factor
from aegis_scoring.domain.score import Breakdown
from aegis_scoring.domain.technique_inputs import TechniqueInputs


@dataclass(frozen=True, slots=True)
class Part:
    """Points that halve every `half_life_days`."""

    points: float
    half_life_days: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """points(t) = steady + sum(points x 0.5 ^ ((t - at) / half_life)) - per_day x whole days, at <= t < valid_until."""

    at: datetime
    steady: float
    decaying: tuple[Part, ...] = ()
    per_day: float = 0.0
    valid_until: datetime | None = None

    def points_at(self, instant: datetime) -> float:
        """The points at `instant`, which is not before `at`."""
        age = age_days(self.at, instant)
        fading = fsum(part.points * halved(age, part.half_life_days) for part in self.decaying)
        return max(0.0, self.steady + fading - self.per_day * whole_days(self.at, instant))


@dataclass(frozen=True, slots=True)
class Formulas:
    """The three that are published: score is proven + assumed."""

    score: Formula
    proven: Formula
    assumed: Formula


def formulas(
    inputs: TechniqueInputs,
    breakdown: Breakdown,
    configuration: Configuration,
    instant: datetime,
    *,
    scope_changes_at: datetime | None = None,
) -> Formulas:
    """What `breakdown`, taken at `instant`, becomes with time, until the next thing expires.

    In the preset `seed` the formula begins at the last whole day since red's approval, since days are counted from
    there. `scope_changes_at` is when an exclusion ends.
    """
    changes = _changes(inputs, breakdown, configuration, scope_changes_at)
    valid_until = min((change for change in changes if change > instant), default=None)
    at = instant
    approved = inputs.work.red_approved_at
    if configuration.preset is Preset.SEED and approved is not None:
        at = seed_rules.day_began(approved, instant)
    everything = breakdown.factors
    return Formulas(
        score=_formula(everything, at, valid_until),
        proven=_formula([factor for factor in everything if factor.proven], at, valid_until),
        assumed=_formula([factor for factor in everything if not factor.proven], at, valid_until),
    )


def _formula(factors: Iterable[Factor], at: datetime, valid_until: datetime | None) -> Formula:
    steady: list[float] = []
    decaying: dict[float, list[float]] = {}
    per_day: list[float] = []
    for factor in factors:
        measured = factor.measured
        if factor.points == 0.0:
            continue
        scale = factor.points / measured.value
        steady.append(scale * measured.steady)
        per_day.append(scale * measured.per_day)
        for part in measured.fading:
            decaying.setdefault(part.half_life_days, []).append(scale * part.value)
    return Formula(
        at=at,
        steady=fsum(steady),
        decaying=tuple(Part(fsum(points), half_life) for half_life, points in sorted(decaying.items())),
        per_day=fsum(per_day),
        valid_until=valid_until,
    )


def _changes(
    inputs: TechniqueInputs, breakdown: Breakdown, configuration: Configuration, scope_changes_at: datetime | None
) -> Iterator[datetime]:
    """Every instant at which score, status, flags or scope leave their formula by time alone."""
    if scope_changes_at is not None:
        yield scope_changes_at
    for valued in breakdown.lines:
        yield valued.line.attacked_at
        yield valued.expires_at
    rule_expires_days = configuration.limits(inputs.tactics, None).expires_days
    for rule in inputs.rules:
        if rule.enabled and rule.latest is not None and rule.latest.fired:
            yield expires_at(rule.latest.attacked_at, rule_expires_days)
    if configuration.preset is Preset.SEED and inputs.work.red_approved_at is not None:
        yield inputs.work.red_approved_at
        yield seed_rules.fades_out_at(inputs.work.red_approved_at)
