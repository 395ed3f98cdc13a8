"""Claims on one framework, control or entry made into it, whatever their order and priorities."""

from datetime import timedelta
from itertools import permutations

import pytest
from catalog_support.claims import AT
from catalog_support.knowledge import control, framework, intel, mapped, mapping, mapping_framework, profile

from aegis_catalog.application.content.compliance_items import Control, Framework
from aegis_catalog.application.content.intel_items import Intel
from aegis_catalog.application.content.items import ActorProfile
from aegis_catalog.application.content.merge import merge
from aegis_contracts.import_content import Claim
from aegis_contracts.imported.defences import NonMappable


def in_every_order(*claims: Claim) -> object:
    """The item, which is one and the same whatever comes first."""
    made = [merge(list(order)) for order in permutations(claims)]
    assert all(one == made[0] for one in made)
    return made[0]


def test_a_controls_words_are_its_catalogues_whatever_the_priority_of_mappings() -> None:
    item = in_every_order(
        control("AC-2", name="Account Management", description="Do.", groups=("low",)),
        mapped("AC-2", "T1059", name="account mgmt", claim={"priority": 1_000, "modified": AT + timedelta(days=9)}),
    )
    assert isinstance(item, Control)
    assert (item.name, item.description, item.groups) == ("Account Management", "Do.", ("low",))
    assert (item.from_mapping, item.attack_version, item.technique_ids_named) == (False, "16.1", ("T1059",))


def test_mappings_of_all_sources_are_united_each_technique_and_type_once() -> None:
    item = in_every_order(
        control("AC-2"),
        mapped("AC-2", "T1", mapping("T2", comment="first"), claim={"source": "a", "priority": 2}),
        mapped("AC-2", mapping("T2", comment="second"), mapping("T2", type="related"), claim={"source": "b"}),
    )
    assert isinstance(item, Control)
    assert sorted((one.technique_id_named, one.type, one.comment) for one in item.mappings) == [
        ("T1", "mitigates", ""),
        ("T2", "mitigates", "second"),
        ("T2", "related", ""),
    ]
    assert sorted(item.technique_ids_named) == ["T1", "T2"]


def test_a_control_that_only_mappings_know_is_flagged() -> None:
    item = in_every_order(mapped("IA-13", "T1", claim={"source": "a"}), mapped("IA-13", "T2", claim={"source": "b"}))
    assert isinstance(item, Control)
    assert item.from_mapping
    gone = control("IA-13", claim={"withdrawn_at": AT})
    left = in_every_order(gone, mapped("IA-13", "T1"))
    assert isinstance(left, Control)
    assert (left.from_mapping, left.state, left.name) == (True, "active", "mapped IA-13")


def test_a_control_that_its_catalogue_has_withdrawn_is_so_though_it_is_mapped() -> None:
    item = in_every_order(control("AC-3", withdrawn=True, successors=("AC-2",)), mapped("AC-3", "T1"))
    assert isinstance(item, Control)
    assert (item.state, item.successors, item.withdrawn_at) == ("withdrawn", ("AC-2",), None)


def test_a_framework_keeps_its_words_and_the_rows_that_are_no_mappings() -> None:
    rows = (NonMappable(technique_id_named="T9", comment="none"), NonMappable(control="AC-1"))
    item = in_every_order(framework(), mapping_framework(*rows))
    assert isinstance(item, Framework)
    assert (item.name, item.version, item.attack_version) == ("NIST SP 800-53", "5.0.1", "16.1")
    assert (item.non_mappable, item.technique_ids_named, item.from_mapping) == (rows, ("T9",), False)


def test_an_entry_of_two_feeds_is_one_with_the_names_of_both() -> None:
    item = in_every_order(intel("x", "T1", feed="A", claim={"priority": 1}), intel("x", "T2", "T1", feed="B"))
    assert isinstance(item, Intel)
    assert (item.feeds, item.technique_ids_named, item.sources) == (("A", "B"), ("T1", "T2"), ("A", "B"))


@pytest.mark.parametrize("country", ["RU", None])
def test_a_profile_is_what_its_source_says(country: str | None) -> None:
    item = merge([profile("p", "G1", "G1", country=country)])
    assert isinstance(item, ActorProfile)
    assert (item.country, len(item.actor_ids)) == (country, 1)
