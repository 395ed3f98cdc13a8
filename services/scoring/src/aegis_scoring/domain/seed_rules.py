"""The factors of the preset `seed` (domain/scoring.md, "Configuration"): tests are counted rather than lines, rules
and defences count by being there, freshness falls by whole days, and every factor always applies."""

from datetime import datetime, timedelta

from aegis_scoring.domain.ageing import whole_days
from aegis_scoring.domain.configuration import SEED_FADES_DAYS, SEED_PLATFORMS, Configuration
from aegis_scoring.domain.factor import FactorName, Measured
from aegis_scoring.domain.technique_inputs import TechniqueInputs


def measure(inputs: TechniqueInputs, configuration: Configuration, instant: datetime) -> dict[FactorName, Measured]:
    """Every factor at `instant`."""
    work = inputs.work
    platforms = sorted({line.platform for line in inputs.lines})
    return {
        FactorName.TESTS: Measured(
            steady=work.proven / work.validated if work.validated else 0.0,
            inputs={"validated": work.validated, "detected": work.proven},
        ),
        FactorName.DETECTION_RULES: _counted("rules", len(inputs.rules), configuration.rule_saturation),
        FactorName.DEFENCES: _counted("named", len(inputs.defences), configuration.defence_saturation),
        FactorName.FRESHNESS: _freshness(work.red_approved_at, instant),
        FactorName.PLATFORM_DIVERSITY: Measured(
            steady=min(len(platforms) / SEED_PLATFORMS, 1.0),
            inputs={"platforms": platforms, "saturation": SEED_PLATFORMS},
        ),
    }


def day_began(red_approved_at: datetime, instant: datetime) -> datetime:
    """When the whole day that `instant` lies in began, counted from red's approval."""
    return red_approved_at + timedelta(days=whole_days(red_approved_at, instant))


def fades_out_at(red_approved_at: datetime) -> datetime:
    """From when on freshness is 0."""
    return red_approved_at + timedelta(days=SEED_FADES_DAYS)


def _counted(name: str, count: int, saturation: int) -> Measured:
    return Measured(steady=min(count / saturation, 1.0), inputs={name: count, "saturation": saturation})


def _freshness(red_approved_at: datetime | None, instant: datetime) -> Measured:
    if red_approved_at is None:
        return Measured(inputs={"whole_days": None, "fades_days": SEED_FADES_DAYS})
    days = whole_days(red_approved_at, instant)
    left = max(0.0, 1 - days / SEED_FADES_DAYS)
    return Measured(
        steady=left,
        per_day=1 / SEED_FADES_DAYS if left > 0 else 0.0,
        inputs={"whole_days": days, "fades_days": SEED_FADES_DAYS},
    )
