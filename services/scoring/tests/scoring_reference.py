"""The score function again, slow and obvious, straight from domain/scoring.md: what the real one is held against.

It takes tests one by one rather than lines, and shares no code with the domain.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

VALUE = {"prevented": 1.0, "detected": 1.0, "partially_detected": 0.5, "not_detected": 0.0}


@dataclass
class ATest:
    """One validated applicable test of one line."""

    line: tuple[str, str, str]
    result: str
    attacked_at: datetime
    validated_at: datetime
    id: int = 0


@dataclass
class ARule:
    enabled: bool
    fired: bool | None = None
    attacked_at: datetime | None = None


@dataclass
class Situation:
    tests: list[ATest] = field(default_factory=list)
    rules: list[ARule] = field(default_factory=list)
    defences: list[bool] = field(default_factory=list)
    platforms: list[str] = field(default_factory=list)


@dataclass
class Settings:
    weights: dict[str, float]
    half_life: float = 90.0
    expires: float = 365.0
    rules: int = 3
    defences: int = 5


def _older(since: datetime, days: float, instant: datetime) -> bool:
    return instant - since > timedelta(days=days)


def score(situation: Situation, settings: Settings, instant: datetime) -> float:
    """The score of the preset `default`, as known and as of `instant`."""
    latest: dict[tuple[str, str, str], ATest] = {}
    for test in situation.tests:
        if test.validated_at > instant:
            continue
        had = latest.get(test.line)
        if had is None or (test.validated_at, test.attacked_at, test.id) > (
            had.validated_at,
            had.attacked_at,
            had.id,
        ):
            latest[test.line] = test

    def value(test: ATest) -> float:
        return 0.0 if _older(test.attacked_at, settings.expires, instant) else VALUE[test.result]

    def fresh(test: ATest) -> float:
        days = max(0.0, (instant - test.attacked_at) / timedelta(days=1))
        return value(test) * 2 ** (-days / settings.half_life)

    def credit(rule: ARule) -> float:
        if rule.fired is None or rule.attacked_at is None:
            return 0.5
        if not rule.fired:
            return 0.0
        return 0.5 if _older(rule.attacked_at, settings.expires, instant) else 1.0

    found: dict[str, float] = {"tests": 0.0, "freshness": 0.0}
    if latest:
        found["tests"] = sum(value(test) for test in latest.values()) / len(latest)
        found["freshness"] = sum(fresh(test) for test in latest.values()) / len(latest)
    credit_given = sum(credit(rule) for rule in situation.rules if rule.enabled)
    found["detection_rules"] = min(credit_given, settings.rules) / settings.rules
    if situation.defences:
        found["defences"] = min(1.0, sum(situation.defences) / min(len(situation.defences), settings.defences))
    if situation.platforms:
        proven = {test.line[1] for test in latest.values() if value(test) == 1.0}
        found["platform_diversity"] = len(proven & set(situation.platforms)) / len(situation.platforms)

    weight = sum(settings.weights[name] for name in found)
    if weight == 0:
        return 0.0
    return 100 * sum(settings.weights[name] * share for name, share in found.items()) / weight
