"""Layers and bundles that actors are made from."""

from typing import Any

import pytest

from aegis_catalog.application.own_actors.documents.layer import read_layer
from aegis_catalog.application.own_actors.documents.stix import read_bundle
from aegis_contracts.ids import content_id
from aegis_kernel.errors import Invalid

LAYER: dict[str, Any] = {"name": "L", "versions": {"layer": "4.5"}, "techniques": [{"techniqueID": "T1059"}]}


def pointer(act: Any, *arguments: Any) -> str:
    with pytest.raises(Invalid) as refused:
        act(*arguments)
    return refused.value.faults[0].pointer


@pytest.mark.parametrize(
    "version",
    [
        {"versions": {"layer": "4.0"}},
        {"versions": {"layer": "4.5"}},
        {"versions": {"layer": 4.1}},
        {"versions": {"layer": 4}},
        {"version": "4.2", "versions": None},
    ],
)
def test_layers_of_any_version_four_are_read(version: dict[str, Any]) -> None:
    assert [use.technique for use in read_layer(LAYER | version).techniques] == ["T1059"]


@pytest.mark.parametrize("versions", [None, {}, {"layer": "3.0"}, {"layer": "40.1"}, {"layer": True}, {"layer": []}])
def test_other_versions_are_refused_with_those_that_can_be_read(versions: Any) -> None:
    with pytest.raises(Invalid, match=r"4\.0 to 4\.5"):
        read_layer(LAYER | {"versions": versions})


def test_what_only_says_how_it_is_displayed_is_not_of_the_layer() -> None:
    entries = [
        {"techniqueID": " t1059 ", "comment": " Seen. "},
        {"techniqueID": "T1", "enabled": False, "score": 1},
        {"techniqueID": "T2", "showSubtechniques": True, "color": "", "comment": "", "metadata": []},
        {"techniqueID": "T3", "showSubtechniques": True, "score": 0},
        {"techniqueID": "T4", "showSubtechniques": False},
    ]
    read = read_layer(LAYER | {"techniques": entries})
    assert [(use.technique, use.description) for use in read.techniques] == [("T1059", "Seen."), ("T3", ""), ("T4", "")]


@pytest.mark.parametrize(
    ("techniques", "where"),
    [
        (None, "/layer/techniques"), ([], "/layer/techniques"), ({}, "/layer/techniques"),
        ([{"techniqueID": "T1", "enabled": False}], "/layer/techniques"),
        ([{"techniqueID": "T1"}] * 10_001, "/layer/techniques"),
        (["T1"], "/layer/techniques/0/techniqueID"), ([{"techniqueID": 1}], "/layer/techniques/0/techniqueID"),
        ([{"techniqueID": "T" * 21}], "/layer/techniques/0/techniqueID"),
    ],
)  # fmt: skip
def test_a_layer_that_is_none_is_refused_with_the_place(techniques: Any, where: str) -> None:
    assert pointer(read_layer, LAYER | {"techniques": techniques}) == where


def uses(source: str, target: str, **fields: Any) -> dict[str, Any]:
    return {"type": "relationship", "id": "relationship--1", "relationship_type": "uses", "source_ref": source,
            "target_ref": target} | fields  # fmt: skip


ACTOR = {
    "type": "intrusion-set",
    "id": "intrusion-set--1",
    "name": "One",
    "aliases": ["One", "Uno", 5],
    "description": "D",
}
PATTERN = {"type": "attack-pattern", "id": "attack-pattern--1",
           "external_references": ["x", {"source_name": "capec", "external_id": "CAPEC-1"},
                                   {"source_name": "mitre-attack", "external_id": "T1059"}]}  # fmt: skip


def bundle(*objects: Any) -> dict[str, Any]:
    return {"type": "bundle", "objects": list(objects)}


def test_an_actors_own_uses_are_taken_by_attack_id_else_by_the_id_they_have_here() -> None:
    found = read_bundle(
        bundle(
            ACTOR, PATTERN, uses(ACTOR["id"], PATTERN["id"], description="So."),  # type: ignore[arg-type]  # texts
            uses(ACTOR["id"], "attack-pattern--9"), uses(ACTOR["id"], "malware--1"),  # type: ignore[arg-type]  # texts
            uses("intrusion-set--2", "attack-pattern--1"), uses(ACTOR["id"], "attack-pattern--8", revoked=True),  # type: ignore[arg-type]  # texts
        ),
        None,
    )  # fmt: skip
    assert (found.name, found.aliases, found.description) == ("One", ("Uno",), "D")
    assert [(use.technique, use.description) for use in found.techniques] == [
        ("T1059", "So."), (str(content_id("mitre-attack", "technique", "attack-pattern--9")), ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "wanted", "where"),
    [
        ({}, None, "/bundle"), ({"type": "bundle", "objects": {}}, None, "/bundle"),
        (bundle({"type": "x"}), None, "/bundle/objects/0"), (bundle(PATTERN), None, "/bundle/objects"),
        (bundle(ACTOR | {"revoked": True}), None, "/bundle/objects"),
        (bundle(ACTOR, ACTOR | {"id": "intrusion-set--2"}), None, "/actor"),
        (bundle(ACTOR), "intrusion-set--2", "/actor"),
    ],
)  # fmt: skip
def test_a_bundle_that_is_none_or_says_too_much_is_refused(given: Any, wanted: str | None, where: str) -> None:
    assert pointer(read_bundle, given, wanted) == where
