"""What the topics of scoring say, and how its events are called there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from aegis_contracts import scoring_configurations as published_configurations
from aegis_contracts.decay import Decaying, ScoreFormula, score_at
from aegis_contracts.scoring_configurations import ConfigurationState
from aegis_contracts.scoring_scores import TechniqueScore
from aegis_kernel.aggregate import DomainEvent
from aegis_scoring.domain.assessment import Assessment
from aegis_scoring.domain.events import ConfigurationActivated, ConfigurationDrafted
from aegis_scoring.domain.formula import Formula
from aegis_scoring.domain.scoring_configuration import ScoringConfiguration

TYPES: Mapping[type[DomainEvent], str] = {
    ConfigurationDrafted: "ConfigurationDrafted",
    ConfigurationActivated: "ConfigurationActivated",
}

STATUS_CHANGED = "CoverageStatusChanged"
SCORE_CHANGED = "TechniqueScoreChanged"
CONFIRMED = "TechniqueScoreConfirmed"

SAME_POINTS = 1e-9
_FAR = timedelta(days=1000)
_INSTANT = timedelta(microseconds=1)


def state_of(technique_id: UUID, assessed: Assessment, configuration_number: int) -> TechniqueScore:
    """What is published of a technique."""
    return TechniqueScore(
        technique_id=technique_id,
        status=assessed.status.value,
        flags=tuple(flag.value for flag in assessed.flags),
        score=_formula(assessed.formulas.score),
        proven=_formula(assessed.formulas.proven),
        assumed=_formula(assessed.formulas.assumed),
        in_scope=assessed.in_scope,
        tests=assessed.tests,
        lines=assessed.lines,
        last_attacked_at=assessed.last_attacked_at,
        configuration_version=configuration_number,
    )


def untouched(like: TechniqueScore) -> TechniqueScore:
    """A technique of which nothing is known but that it exists: what readers assume who have had no record of it."""
    nothing = ScoreFormula(at=like.score.at, steady=0.0, valid_until=like.score.valid_until)
    return TechniqueScore(
        technique_id=like.technique_id,
        status="not_evaluated",
        flags=(),
        score=nothing,
        proven=nothing,
        assumed=nothing,
        in_scope=like.in_scope,
        tests=0,
        lines=0,
        configuration_version=like.configuration_version,
    )


def says_nothing(state: TechniqueScore) -> bool:
    """Whether `state` is no more than `untouched` says."""
    return state.status == "not_evaluated" and not state.flags and not state.lines and _is_zero(state.score)


def _is_zero(formula: ScoreFormula) -> bool:
    return formula.steady == 0.0 and not formula.decaying


@dataclass(frozen=True, slots=True)
class Difference:
    """How a record is called, and the old values of what changed."""

    type: str
    changed: Mapping[str, Any]


def difference(old: TechniqueScore, new: TechniqueScore) -> Difference:
    """What `new` changes. Age alone is no change: formulas are compared where both hold."""
    changed: dict[str, Any] = {
        name: getattr(old, name)
        for name in ("status", "flags", "in_scope", "tests", "lines", "last_attacked_at", "configuration_version")
        if getattr(old, name) != getattr(new, name)
    }
    for name in ("score", "proven", "assumed"):
        before, after = getattr(old, name), getattr(new, name)
        if not _same_points(before, after) or (name == "score" and before.valid_until != after.valid_until):
            changed[name] = before
    if "status" in changed:
        return Difference(STATUS_CHANGED, changed)
    return Difference(SCORE_CHANGED if changed else CONFIRMED, changed)


def _same_points(old: ScoreFormula, new: ScoreFormula) -> bool:
    """Whether both say the same from now on, as long as either holds."""
    begin = max(old.at, new.at)
    ends = [end - _INSTANT for end in (old.valid_until, new.valid_until) if end is not None and end > begin]
    last = min(ends, default=begin + _FAR)
    return all(abs(score_at(old, at) - score_at(new, at)) <= SAME_POINTS for at in (begin, last))


def configuration_state(configuration: ScoringConfiguration) -> ConfigurationState:
    """What is published of a scoring configuration."""
    content = configuration.content
    weights = content.weights
    return ConfigurationState(
        id=configuration.id,
        version=content.number,
        preset=content.preset.value,
        weights=published_configurations.Weights(
            tests=weights.tests,
            detection_rules=weights.detection_rules,
            defences=weights.defences,
            freshness=weights.freshness,
            platform_diversity=weights.platform_diversity,
        ),
        half_life_days=content.half_life_days,
        expires_days=content.expires_days,
        rule_saturation=content.rule_saturation,
        defence_saturation=content.defence_saturation,
        validated_needs=content.validated_needs,
        overrides=tuple(
            published_configurations.Override(
                tactic_id=override.tactic_id,
                platform=override.platform,
                half_life_days=override.half_life_days,
                expires_days=override.expires_days,
            )
            for override in content.overrides
        ),
        active_from=configuration.active_from,
        by=configuration.by,
    )


def _formula(formula: Formula) -> ScoreFormula:
    return ScoreFormula(
        at=formula.at,
        steady=formula.steady,
        decaying=tuple(Decaying(part.points, part.half_life_days) for part in formula.decaying),
        per_day=formula.per_day,
        valid_until=formula.valid_until,
    )


def moment_of(state: TechniqueScore, instant: datetime) -> tuple[float, float, float]:
    """Score, proven and assumed points of a published state at `instant`."""
    return score_at(state.score, instant), score_at(state.proven, instant), score_at(state.assumed, instant)
