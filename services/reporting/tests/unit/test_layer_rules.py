"""The checker itself: it takes the format's example and refuses what the format refuses."""

from typing import Any

import pytest
from layer_rules import faults


def layer(**other: Any) -> dict[str, Any]:
    return {
        "name": "example layer",
        "versions": {"attack": "18", "navigator": "5.2.0", "layer": "4.5"},
        "domain": "enterprise-attack",
        "filters": {"platforms": ["Windows", "macOS"]},
        "sorting": 2,
        "layout": {"layout": "side", "showAggregateScores": True, "aggregateFunction": "average"},
        "techniques": [
            {"techniqueID": "T1110", "score": 0, "color": "#fd8d3c", "showSubtechniques": True},
            {"techniqueID": "T1134", "tactic": "defense-evasion", "score": 75, "metadata": [{"divider": True}]},
        ],
        "gradient": {"colors": ["#ff6666", "#8ec843"], "minValue": 0, "maxValue": 100},
        "legendItems": [{"label": "Legend Item Label", "color": "#FF00FF"}],
        "metadata": [{"name": "a", "value": "b"}, {"divider": True}],
    } | other


def test_an_example_like_the_specifications_keeps_the_rules() -> None:
    assert faults(layer()) == []


@pytest.mark.parametrize(
    "other, said",
    [
        ({"name": ""}, "name cannot be"),
        ({"domain": "enterprise"}, "domain cannot be"),
        ({"versions": {"navigator": "4.8.0", "layer": "4.5"}}, "navigator cannot be"),
        ({"versions": {"navigator": "5.2.0", "layer": 4.5}}, "layer cannot be"),
        ({"sorting": True}, "sorting cannot be"),
        ({"gradient": {"colors": ["#ffffff"], "minValue": 0, "maxValue": 1}}, "colors cannot be"),
        ({"gradient": {"colors": ["#ffffff", "#000000"], "minValue": 1, "maxValue": 1}}, "must be >"),
        ({"techniques": [{"techniqueID": "TA0001"}]}, "techniqueID cannot be"),
        ({"techniques": [{"techniqueID": "T1110", "score": "7"}]}, "score cannot be"),
        ({"techniques": [{"techniqueID": "T1110", "tactic": "TA0001"}]}, "tactic cannot be"),
        ({"techniques": [{"techniqueID": "T1110", "color": "red"}]}, "color cannot be"),
        ({"techniques": [{"techniqueID": "T1110"}, {"techniqueID": "T1110"}]}, "twice"),
        ({"techniques": [{"techniqueID": "T1110", "links": [{"label": "a", "url": "/x"}]}]}, "url cannot be"),
        ({"techniques": [{"techniqueID": "T1110", "metadata": [{"name": "n", "value": 1}]}]}, "value cannot be"),
        ({"viewMode": 1}, "no such field viewMode"),
    ],
)
def test_what_the_format_does_not_allow_is_a_fault(other: dict[str, Any], said: str) -> None:
    (fault,) = faults(layer(**other))
    assert said in fault
