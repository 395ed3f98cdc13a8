"""The score function: a pure function of inputs, configuration and instant, with its breakdown."""

from dataclasses import dataclass, fields
from datetime import datetime
from math import fsum

from aegis_scoring.domain import default_rules, seed_rules
from aegis_scoring.domain.configuration import Configuration, FactorWeights, Preset
from aegis_scoring.domain.factor import Factor, FactorName, Measured
from aegis_scoring.domain.technique_inputs import TechniqueInputs
from aegis_scoring.domain.valued_lines import Valued, valued_lines


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A technique's score at one instant: 100 x sum(w f) / sum(w) over the factors that apply."""

    lines: tuple[Valued, ...]
    factors: tuple[Factor, ...]

    @property
    def score(self) -> float:
        """Points of 100, not rounded: `proven` + `assumed`."""
        return self.proven + self.assumed

    @property
    def proven(self) -> float:
        """Points of tests, freshness and platform diversity."""
        return fsum(factor.points for factor in self.factors if factor.proven)

    @property
    def assumed(self) -> float:
        """Points of rules and defences."""
        return fsum(factor.points for factor in self.factors if not factor.proven)

    def factor(self, name: FactorName) -> Factor:
        return next(factor for factor in self.factors if factor.name is name)


def break_down(inputs: TechniqueInputs, configuration: Configuration, instant: datetime) -> Breakdown:
    """The score of a technique at `instant` with what it is made of."""
    lines = valued_lines(inputs, configuration, instant)
    if configuration.preset is Preset.SEED:
        measured = seed_rules.measure(inputs, configuration, instant)
    else:
        measured = default_rules.measure(inputs, lines, configuration, instant)
    weights = weights_of(configuration)
    total = fsum(weights[name] for name, found in measured.items() if found.applies)
    return Breakdown(
        lines,
        tuple(
            Factor(name=name, measured=found, weight=weights[name], points=_points(found, weights[name], total))
            for name, found in measured.items()
        ),
    )


def weights_of(configuration: Configuration) -> dict[FactorName, float]:
    """The weight of each factor, whether it applies or not."""
    return {FactorName(part.name): getattr(configuration.weights, part.name) for part in fields(FactorWeights)}


def _points(measured: Measured, weight: float, total: float) -> float:
    """Nothing when the factor does not apply, or when all weight lies on factors that do not."""
    return 100.0 * weight * measured.value / total if measured.applies and total > 0 else 0.0
