"""Short ways to say what was tested, in days before `NOW`."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from aegis_scoring.domain.configuration import Configuration
from aegis_scoring.domain.lines import Line
from aegis_scoring.domain.results import Result
from aegis_scoring.domain.score import Breakdown, break_down
from aegis_scoring.domain.technique_inputs import Defence, Evaluation, Rule, TechniqueInputs

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DEFAULT = Configuration()
_SPACE = UUID(int=7)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def named(name: str) -> UUID:
    return uuid5(_SPACE, name)


def line(
    result: str,
    days: float = 0.0,
    platform: str = "Windows",
    *,
    procedure: str = "p",
    environment: str = "production",
    validated: datetime | None = None,
    test: str = "t",
    tests: int = 1,
) -> Line:
    attacked_at = ago(days)
    return Line(
        procedure=procedure,
        platform=platform,
        environment=environment,
        result=Result(result),
        attacked_at=attacked_at,
        validated_at=validated or attacked_at,
        test_id=named(test),
        tests=tests,
    )


def fired(days: float = 0.0, name: str = "r") -> Rule:
    return Rule(id=named(name), enabled=True, latest=Evaluation(fired=True, attacked_at=ago(days)))


def silent(days: float = 0.0, name: str = "r") -> Rule:
    return Rule(id=named(name), enabled=True, latest=Evaluation(fired=False, attacked_at=ago(days)))


def never_evaluated(name: str = "r", *, enabled: bool = True) -> Rule:
    return Rule(id=named(name), enabled=enabled)


def defences(named_: int, implemented: int = 0) -> tuple[Defence, ...]:
    return tuple(Defence(id=named(f"d{index}"), implemented=index < implemented) for index in range(named_))


def inputs(*lines: Line, platforms: tuple[str, ...] = ("Windows",), **more: Any) -> TechniqueInputs:
    return TechniqueInputs(platforms=platforms, lines=lines, **more)


def points(breakdown: Breakdown) -> dict[str, float]:
    return {factor.name.value: factor.points for factor in breakdown.factors}


def scored(of: TechniqueInputs, configuration: Configuration = DEFAULT, at: datetime = NOW) -> Breakdown:
    return break_down(of, configuration, at)
