"""Claims on templates, rules, defences and adversaries become items: fields of the claim that goes first."""

from datetime import timedelta

import pytest
from catalog_support.claims import AT
from catalog_support.exercise import adversary, defence, rule, template

from aegis_catalog.application.content.exercise_items import Adversary, Defence, Rule, Template
from aegis_catalog.application.content.merge import merge
from aegis_contracts.import_content import Claim
from aegis_contracts.imported.rules import RuleLogSource


def test_a_template_keeps_all_that_upstream_says() -> None:
    made = merge([template("t", "T1", "T2", command="run", group="g", labels=("l",), privileges=("admin",))])
    assert isinstance(made, Template)
    assert (made.command, made.group, made.labels, made.privileges) == ("run", "g", ("l",), ("admin",))
    assert (made.technique_ids_named, made.state, made.attack_id, made.domains) == (("T1", "T2"), "active", "", ())


@pytest.mark.parametrize(
    "claim, state",
    [
        (rule("r"), "active"),
        (rule("r", supported=False), "deprecated"),
        (rule("r", withdrawn=True), "withdrawn"),
        (rule("r", withdrawn=True, supported=False), "withdrawn"),
        (rule("r", claim={"withdrawn_at": AT}), "withdrawn"),
    ],
)
def test_a_rules_state_says_whether_upstream_still_stands_by_it(claim: Claim, state: str) -> None:
    assert merge([claim]).state == state


def test_a_rules_own_status_is_kept_beside_its_state() -> None:
    made = merge([rule("r", status="experimental", building_block=True, log_source=RuleLogSource(product="windows"))])
    assert isinstance(made, Rule)
    assert (made.upstream_status, made.rule_kind, made.log_source.product) == (
        "experimental",
        "building_block",
        "windows",
    )


def test_of_two_sources_the_higher_speaks_and_both_are_named() -> None:
    low = rule("r", "T1", name="Low", claim={"source": "mirror", "modified": AT + timedelta(days=1)})
    high = rule("r", "T2", name="High", claim={"priority": 1})
    for claims in ([low, high], [high, low]):
        made = merge(claims)
        assert isinstance(made, Rule)
        assert (made.name, made.technique_ids_named, made.sources) == ("High", ("T2",), ("mirror", "sigma"))


def test_a_defences_public_id_is_d3fends_and_an_adversarys_steps_keep_their_order() -> None:
    made = merge([defence("D3-X", "T1", tactic="Harden")])
    assert isinstance(made, Defence)
    assert (made.attack_id, made.tactic) == ("D3-X", "Harden")
    thief = merge([adversary("a", "ab-2", "ab-1", "ab-2")])
    assert isinstance(thief, Adversary)
    assert thief.steps == ("ab-2", "ab-1", "ab-2")
