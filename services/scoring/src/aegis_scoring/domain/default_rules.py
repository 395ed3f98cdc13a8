"""The factors of the preset `default` (domain/scoring.md, table "Technique score")."""

from collections.abc import Sequence
from datetime import datetime
from math import fsum

from aegis_scoring.domain.ageing import age_days, halved, is_expired
from aegis_scoring.domain.configuration import Configuration
from aegis_scoring.domain.factor import FactorName, Fading, Measured
from aegis_scoring.domain.technique_inputs import Rule, TechniqueInputs
from aegis_scoring.domain.valued_lines import Valued

UNKNOWN_CREDIT = 0.5
"""What an enabled rule is worth that has never been evaluated, or that fired too long ago."""


def measure(
    inputs: TechniqueInputs, lines: Sequence[Valued], configuration: Configuration, instant: datetime
) -> dict[FactorName, Measured]:
    """Every factor at `instant`, at which `lines` have their values."""
    return {
        FactorName.TESTS: _tests(lines),
        FactorName.DETECTION_RULES: _rules(inputs, configuration, instant),
        FactorName.DEFENCES: _defences(inputs, configuration),
        FactorName.FRESHNESS: _freshness(lines, configuration, instant),
        FactorName.PLATFORM_DIVERSITY: _diversity(inputs, lines),
    }


def rule_credit(rule: Rule, expires_days: float, instant: datetime) -> float:
    """c of an enabled rule: 1 if it fired in its latest test within the expiry, 0.5 if it was never evaluated or fired
    longer ago, 0 if it was silent."""
    if rule.latest is None:
        return UNKNOWN_CREDIT
    if not rule.latest.fired:
        return 0.0
    return UNKNOWN_CREDIT if is_expired(rule.latest.attacked_at, expires_days, instant) else 1.0


def _tests(lines: Sequence[Valued]) -> Measured:
    total = fsum(valued.value for valued in lines)
    return Measured(steady=total / len(lines) if lines else 0.0, inputs={"lines": len(lines), "sum_of_values": total})


def _rules(inputs: TechniqueInputs, configuration: Configuration, instant: datetime) -> Measured:
    expires_days = configuration.limits(inputs.tactics, None).expires_days
    enabled = [rule for rule in inputs.rules if rule.enabled]
    credit = fsum(rule_credit(rule, expires_days, instant) for rule in enabled)
    saturation = configuration.rule_saturation
    return Measured(
        steady=min(credit, saturation) / saturation,
        inputs={"rules": len(inputs.rules), "enabled": len(enabled), "credit": credit, "saturation": saturation},
    )


def _defences(inputs: TechniqueInputs, configuration: Configuration) -> Measured:
    named = len(inputs.defences)
    implemented = sum(defence.implemented for defence in inputs.defences)
    saturation = configuration.defence_saturation
    return Measured(
        steady=min(1.0, implemented / min(named, saturation)) if named else 0.0,
        applies=named > 0,
        inputs={"named": named, "implemented": implemented, "saturation": saturation},
    )


def _freshness(lines: Sequence[Valued], configuration: Configuration, instant: datetime) -> Measured:
    """Lines attacked after `instant`, as clocks that differ may have it, do not fade yet."""
    unfaded: list[float] = []
    fading: dict[float, list[float]] = {}
    for valued in lines:
        if valued.value == 0.0:
            continue
        if valued.line.attacked_at > instant:
            unfaded.append(valued.value)
            continue
        left = halved(age_days(valued.line.attacked_at, instant), valued.half_life_days)
        fading.setdefault(valued.half_life_days, []).append(valued.value * left)
    count = len(lines)
    return Measured(
        steady=fsum(unfaded) / count if unfaded else 0.0,
        fading=tuple(Fading(fsum(left) / count, half_life) for half_life, left in sorted(fading.items())),
        inputs={
            "lines": count,
            "sum_of_faded_values": fsum([*unfaded, *(value for left in fading.values() for value in left)]),
            "half_life_days": configuration.half_life_days,
        },
    )


def _diversity(inputs: TechniqueInputs, lines: Sequence[Valued]) -> Measured:
    proven_on = {valued.line.platform.casefold() for valued in lines if valued.value == 1.0}
    proven = [name for name in inputs.platforms if name.casefold() in proven_on]
    count = len(inputs.platforms)
    return Measured(
        steady=len(proven) / count if count else 0.0,
        applies=count > 0,
        inputs={"platforms_in_scope": list(inputs.platforms), "proven": proven},
    )
