"""Generated situations: any tests, rules, defences, platforms and settings, and their form in the domain."""

from dataclasses import fields
from datetime import timedelta
from uuid import UUID

from hypothesis import strategies as st
from scoring_builders import NOW, ago, named
from scoring_reference import ARule, ATest, Settings, Situation

from aegis_scoring.domain.configuration import Configuration, FactorWeights
from aegis_scoring.domain.lines import Line, latest_of_each
from aegis_scoring.domain.results import Result
from aegis_scoring.domain.technique_inputs import Defence, Evaluation, Rule, TechniqueInputs

PLATFORMS = ("Windows", "Linux", "macOS")
RESULTS = ("prevented", "detected", "partially_detected", "not_detected")

days = st.one_of(
    st.integers(0, 900).map(float), st.floats(0, 900, allow_nan=False), st.sampled_from([0.0, 90.0, 365.0])
)
keys = st.tuples(st.sampled_from("abc"), st.sampled_from(PLATFORMS), st.sampled_from(["production", "lab"]))


@st.composite
def tests(draw: st.DrawFn) -> ATest:
    attacked = draw(days)
    waited = draw(st.floats(0, 1)) * attacked
    return ATest(
        line=draw(keys),
        result=draw(st.sampled_from(RESULTS)),
        attacked_at=ago(attacked),
        validated_at=ago(attacked - waited),
        id=draw(st.integers(1, 2**64)),
    )


rules = st.builds(
    lambda enabled, fired, age: ARule(enabled, fired, None if fired is None else ago(age)),
    st.booleans(),
    st.sampled_from([True, False, None]),
    days,
)

situations = st.builds(
    Situation,
    tests=st.lists(tests(), max_size=8, unique_by=lambda test: test.id),
    rules=st.lists(rules, max_size=5),
    defences=st.lists(st.booleans(), max_size=7),
    platforms=st.lists(st.sampled_from(PLATFORMS), unique=True, max_size=3),
)

_weight = st.sampled_from([0.0, 0.5, 10.0, 15.0, 40.0])

settings_ = st.builds(
    Settings,
    weights=st.fixed_dictionaries({part.name: _weight for part in fields(FactorWeights)}).filter(
        lambda weights: any(weights.values())
    ),
    half_life=st.sampled_from([1.0, 30.0, 90.0, 400.5]),
    expires=st.sampled_from([10.0, 180.25, 365.0, 1000.0]),
    rules=st.integers(1, 5),
    defences=st.integers(1, 6),
)

DEFAULT_SETTINGS = Settings(weights={part.name: part.default for part in fields(FactorWeights)})  # type: ignore[misc]  # every weight has a float for a default


def configuration(settings: Settings) -> Configuration:
    return Configuration(
        weights=FactorWeights(**settings.weights),
        half_life_days=settings.half_life,
        expires_days=settings.expires,
        rule_saturation=settings.rules,
        defence_saturation=settings.defences,
    )


def as_line(test: ATest) -> Line:
    procedure, platform, environment = test.line
    return Line(
        procedure=procedure,
        platform=platform,
        environment=environment,
        result=Result(test.result),
        attacked_at=test.attacked_at,
        validated_at=test.validated_at,
        test_id=UUID(int=test.id),
    )


def as_inputs(situation: Situation) -> TechniqueInputs:
    return TechniqueInputs(
        platforms=tuple(situation.platforms),
        lines=tuple(latest_of_each(as_line(test) for test in situation.tests)),
        rules=tuple(
            Rule(
                id=named(f"rule {index}"),
                enabled=rule.enabled,
                latest=None
                if rule.fired is None or rule.attacked_at is None
                else Evaluation(fired=rule.fired, attacked_at=rule.attacked_at),
            )
            for index, rule in enumerate(situation.rules)
        ),
        defences=tuple(
            Defence(id=named(f"defence {index}"), implemented=implemented)
            for index, implemented in enumerate(situation.defences)
        ),
    )


later = st.one_of(
    st.integers(0, 1200).map(lambda count: NOW + timedelta(days=count)),
    st.floats(0, 1200, allow_nan=False).map(lambda count: NOW + timedelta(days=count)),
)
