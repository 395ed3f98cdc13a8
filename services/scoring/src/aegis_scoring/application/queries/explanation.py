"""Why a technique has the score it has: each factor with its inputs, and the tests, rules and defences behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct

from aegis_kernel.rights import Action, Caller, require
from aegis_scoring.application.known import Known, TechniqueFacts
from aegis_scoring.application.queries.boards import Asked
from aegis_scoring.application.queries.views import TechniqueName, technique_name
from aegis_scoring.domain.ageing import age_days, halved
from aegis_scoring.domain.assessment import Assessment
from aegis_scoring.domain.default_rules import rule_credit
from aegis_scoring.domain.display import displayed
from aegis_scoring.domain.factor import Factor
from aegis_scoring.domain.technique_inputs import Rule, TechniqueInputs
from aegis_scoring.domain.valued_lines import Valued


class FactorView(Struct, frozen=True, kw_only=True):
    """`value` lies between 0 and 1; `points` are of 100. One that does not apply has no points, and its weight is left
    out of the sum. `proven`: shown by tests; else assumed."""

    name: str
    proven: bool
    applies: bool
    inputs: dict[str, Any]
    value: float
    weight: float
    points: float


class ProcedureName(Struct, frozen=True, kw_only=True):
    key: str
    name: str


class TestView(Struct, frozen=True, kw_only=True):
    """The test that one line's value rests on: its latest validated applicable one, of `tests` so far. `value` is what
    it counts, `faded` what is left of that by age. `applicable` of `executions` runs counted."""

    __test__ = False

    id: UUID
    number: int
    procedure: ProcedureName
    platform: str
    environment: str
    result: str
    value: float
    faded: float
    expired: bool
    expires_at: datetime
    attacked_at: datetime
    validated_at: datetime
    age_days: float
    applicable: int
    executions: int
    tests: int


class RuleView(Struct, frozen=True, kw_only=True):
    """A rule for the technique. `fired` is null while no validated test evaluated it; `credit` is 0 while it is not
    enabled."""

    id: UUID
    title: str
    enabled: bool
    fired: bool | None
    attacked_at: datetime | None
    credit: float


class DefenceView(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    implemented: bool


class ExplanationView(Struct, frozen=True, kw_only=True):
    """A score with all that it is made of. It holds, ageing apart, until `valid_until`."""

    technique: TechniqueName
    as_of: datetime
    configuration_version: int
    preset: str
    status: str
    flags: tuple[str, ...]
    in_scope: bool
    score: float
    displayed: float
    proven: float
    assumed: float
    factors: tuple[FactorView, ...]
    tests: tuple[TestView, ...]
    rules: tuple[RuleView, ...]
    defences: tuple[DefenceView, ...]
    valid_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TestNames:
    """How a test is called, and how many of its runs on one line counted."""

    __test__ = False

    number: int
    procedure: str
    applicable: int
    executions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What an explanation is made from. `tests` are by test, platform and environment, `names` are of
    rules and defences."""

    as_of: datetime
    facts: TechniqueFacts
    known: Known
    tests: Mapping[tuple[UUID, str, str], TestNames]
    names: Mapping[UUID, str]


class Reasons(Protocol):
    """Reads what is behind one technique's score."""

    async def behind(self, technique: str, asked: Asked) -> Behind:
        """Of `technique`, by id or public id. Raises `NotFound`, `Invalid`."""
        ...


class Explanation:
    """Raises `Forbidden`, `NotFound`, `Invalid`."""

    def __init__(self, reasons: Reasons) -> None:
        self._reasons = reasons

    async def __call__(self, caller: Caller, technique: str, asked: Asked) -> ExplanationView:
        require(caller, Action.SCORES_READ)
        behind = await self._reasons.behind(technique, asked)
        known, instant = behind.known, behind.as_of
        assessed = known.assess(behind.facts.id, instant)
        inputs = known.inputs(behind.facts.id)
        breakdown = assessed.breakdown
        return ExplanationView(
            technique=technique_name(behind.facts),
            as_of=instant,
            configuration_version=known.configuration.number,
            preset=known.configuration.preset.value,
            status=assessed.status.value,
            flags=tuple(flag.value for flag in assessed.flags),
            in_scope=assessed.in_scope,
            score=breakdown.score,
            displayed=displayed(breakdown.score),
            proven=breakdown.proven,
            assumed=breakdown.assumed,
            factors=tuple(_factor(factor) for factor in breakdown.factors),
            tests=_tests(assessed, behind),
            rules=_rules(inputs, behind),
            defences=tuple(
                DefenceView(id=one.id, name=behind.names[one.id], implemented=one.implemented)
                for one in sorted(inputs.defences, key=lambda one: behind.names[one.id])
            ),
            valid_until=assessed.formulas.score.valid_until,
        )


def _factor(factor: Factor) -> FactorView:
    measured = factor.measured
    return FactorView(
        name=factor.name.value,
        proven=factor.proven,
        applies=measured.applies,
        inputs=dict(measured.inputs),
        value=measured.value,
        weight=factor.weight,
        points=factor.points,
    )


def _tests(assessed: Assessment, behind: Behind) -> tuple[TestView, ...]:
    lines = sorted(assessed.breakdown.lines, key=lambda valued: valued.line.attacked_at, reverse=True)
    return tuple(_test(valued, behind) for valued in lines)


def _test(valued: Valued, behind: Behind) -> TestView:
    line = valued.line
    told = behind.tests[line.test_id, line.platform, line.environment]
    age = age_days(line.attacked_at, behind.as_of)
    return TestView(
        id=line.test_id,
        number=told.number,
        procedure=ProcedureName(key=line.procedure, name=told.procedure),
        platform=line.platform,
        environment=line.environment,
        result=line.result.value,
        value=valued.value,
        faded=valued.value * halved(age, valued.half_life_days),
        expired=valued.expired,
        expires_at=valued.expires_at,
        attacked_at=line.attacked_at,
        validated_at=line.validated_at,
        age_days=age,
        applicable=told.applicable,
        executions=told.executions,
        tests=line.tests,
    )


def _rules(inputs: TechniqueInputs, behind: Behind) -> tuple[RuleView, ...]:
    expires_days = behind.known.configuration.limits(inputs.tactics, None).expires_days

    def view(rule: Rule) -> RuleView:
        return RuleView(
            id=rule.id,
            title=behind.names[rule.id],
            enabled=rule.enabled,
            fired=rule.latest.fired if rule.latest else None,
            attacked_at=rule.latest.attacked_at if rule.latest else None,
            credit=rule_credit(rule, expires_days, behind.as_of) if rule.enabled else 0.0,
        )

    return tuple(view(rule) for rule in sorted(inputs.rules, key=lambda rule: behind.names[rule.id]))
