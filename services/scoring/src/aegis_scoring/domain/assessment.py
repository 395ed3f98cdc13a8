"""All that is published of a technique: status, flags, and its score as formulas."""

from dataclasses import dataclass
from datetime import datetime

from aegis_scoring.domain.configuration import Configuration
from aegis_scoring.domain.formula import Formulas, formulas
from aegis_scoring.domain.scope import Scope, Technique, excluded_until, in_scope
from aegis_scoring.domain.score import Breakdown, break_down
from aegis_scoring.domain.status import Flag, Status, flags_of, status_of
from aegis_scoring.domain.technique_inputs import TechniqueInputs


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """A technique at one instant, and how its score goes on from there."""

    status: Status
    flags: tuple[Flag, ...]
    breakdown: Breakdown
    formulas: Formulas
    in_scope: bool
    tests: int
    lines: int
    last_attacked_at: datetime | None


def assess(
    technique: Technique, inputs: TechniqueInputs, scope: Scope, configuration: Configuration, instant: datetime
) -> Assessment:
    """What is known of `technique` at `instant`."""
    breakdown = break_down(inputs, configuration, instant)
    _, exclusion_ends = excluded_until(technique.id, scope, instant)
    return Assessment(
        status=status_of(breakdown.lines, inputs.work, validated_needs=configuration.validated_needs),
        flags=flags_of(breakdown.lines, inputs),
        breakdown=breakdown,
        formulas=formulas(inputs, breakdown, configuration, instant, scope_changes_at=exclusion_ends),
        in_scope=in_scope(technique, scope, lines=len(inputs.lines), instant=instant),
        tests=inputs.tests,
        lines=len(inputs.lines),
        last_attacked_at=max((line.attacked_at for line in inputs.lines), default=None),
    )
