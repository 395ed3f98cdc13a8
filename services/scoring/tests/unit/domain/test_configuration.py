"""What may be configured, and what an override does."""

from dataclasses import replace
from uuid import UUID

import pytest
from scoring_builders import DEFAULT, NOW, ago, inputs, line, named, scored

from aegis_kernel.errors import Invalid, RuleBroken
from aegis_scoring.domain.configuration import Configuration, FactorWeights, Override, Preset, checked, preset
from aegis_scoring.domain.events import ConfigurationActivated, ConfigurationDrafted
from aegis_scoring.domain.scoring_configuration import ScoringConfiguration
from aegis_scoring.domain.valued_lines import valued_lines

TACTIC = named("execution")
NOTHING = FactorWeights(tests=0, detection_rules=0, defences=0, freshness=0, platform_diversity=0)


@pytest.mark.parametrize("name", list(Preset))
def test_the_presets_can_be_used(name: Preset) -> None:
    assert checked(preset(name)).preset is name


def faults(configuration: Configuration) -> set[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        checked(configuration)
    return {(fault.pointer, fault.code) for fault in refused.value.faults}


@pytest.mark.parametrize(
    "configuration, expected",
    [
        (replace(DEFAULT, weights=NOTHING), {("/weights", "no_weight")}),
        (replace(DEFAULT, weights=FactorWeights(tests=-1)), {("/weights/tests", "out_of_range")}),
        (replace(DEFAULT, weights=FactorWeights(tests=float("nan"))), {("/weights/tests", "out_of_range")}),
        (
            replace(DEFAULT, half_life_days=0, expires_days=float("inf")),
            {("/half_life_days", "out_of_range"), ("/expires_days", "out_of_range")},
        ),
        (replace(DEFAULT, rule_saturation=0), {("/rule_saturation", "out_of_range")}),
        (replace(DEFAULT, validated_needs=1001), {("/validated_needs", "out_of_range")}),
        (replace(DEFAULT, overrides=(Override(platform="Linux"),)), {("/overrides/0", "empty")}),
        (replace(DEFAULT, overrides=(Override(expires_days=10),)), {("/overrides/0", "one_of")}),
        (
            replace(DEFAULT, overrides=(Override(platform="Linux", expires_days=400),)),
            {("/overrides/0/expires_days", "not_stricter")},
        ),
    ],
)
def test_every_fault_is_named(configuration: Configuration, expected: set[tuple[str, str]]) -> None:
    assert faults(configuration) == expected


def test_weights_on_factors_that_do_not_apply_give_no_points() -> None:
    of = inputs(line("detected"))
    assert scored(of, Configuration(weights=replace(NOTHING, defences=1))).score == 0.0


def test_the_strictest_of_all_that_apply_holds() -> None:
    by = replace(
        DEFAULT,
        overrides=(
            Override(tactic_id=TACTIC, half_life_days=30, expires_days=200),
            Override(platform="linux", half_life_days=60, expires_days=100),
        ),
    )
    of = inputs(
        line("detected", 150, "Linux", procedure="a"),
        line("detected", 150, "Windows", procedure="b"),
        tactics=frozenset({TACTIC}),
    )
    linux, windows = valued_lines(of, by, NOW)
    assert (linux.value, linux.half_life_days) == (0.0, 30)
    assert (windows.value, windows.half_life_days) == (1.0, 30)
    elsewhere = replace(of, tactics=frozenset())
    assert [valued.half_life_days for valued in valued_lines(elsewhere, by, NOW)] == [60, 90]


def test_a_configuration_is_drafted_then_activated_and_says_so() -> None:
    admin = UUID(int=1)
    made = ScoringConfiguration.draft(UUID(int=2), replace(DEFAULT, number=2), by=admin, at=ago(1), reason="stricter")
    made.activate(NOW, active_number=1)
    events = [(recorded.version, type(recorded.event)) for recorded in made.take_recorded()]
    assert events == [(1, ConfigurationDrafted), (2, ConfigurationActivated)]
    assert (made.active_from, made.by) == (NOW, admin)


def test_the_active_configuration_is_not_activated_again() -> None:
    made = ScoringConfiguration.draft(UUID(int=2), replace(DEFAULT, number=2), by=UUID(int=1), at=NOW)
    with pytest.raises(RuleBroken, match="Version 2"):
        made.activate(NOW, active_number=2)


def test_nothing_invalid_is_drafted() -> None:
    with pytest.raises(Invalid):
        ScoringConfiguration.draft(UUID(int=2), replace(DEFAULT, weights=NOTHING), by=UUID(int=1), at=NOW)
