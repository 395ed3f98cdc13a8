"""Layers hold exactly the techniques that they should, and keep the format's rules."""

from typing import Any

import msgspec
import pytest
from layer_rules import faults
from reporting_facts import EXECUTION, PERSISTENCE, matrix, named, purple_test, scope, score, technique
from reporting_rig import VIEWER, Rig, caller

from aegis_kernel.errors import Forbidden, NotFound
from aegis_kernel.rights import Role
from aegis_reporting.application.layers.building import Addresses
from aegis_reporting.application.layers.queries.kinds import ListLayers
from aegis_reporting.application.layers.queries.layer import LayerFile, ReadLayer
from aegis_reporting.application.matrix.filter import CellFilter

API = "https://aegis.example/api/v1"


async def file_of(rig: Rig, kind: str, **wanted: Any) -> LayerFile:
    return await (await rig.get(ReadLayer))(VIEWER, kind, CellFilter(**wanted), Addresses(API))


async def read(rig: Rig, kind: str, **wanted: Any) -> dict[str, Any]:
    """The layer as it is in its file; it keeps the rules."""
    layer: dict[str, Any] = msgspec.json.decode(msgspec.json.encode((await file_of(rig, kind, **wanted)).layer))
    assert faults(layer) == []
    return layer


def cells(layer: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(cell["techniqueID"], cell["tactic"]): cell for cell in layer["techniques"]}


async def a_matrix(rig: Rig) -> None:
    await rig.hear(
        matrix(),
        scope(platforms=("Windows",), excluded={"T1006": None}),
        technique("T1001", tactics=(EXECUTION, PERSISTENCE)),
        technique("T1002"),
        technique("T1003"),
        technique("T1003.001"),
        technique("T1004", platforms=("macOS",)),
        technique("T1005"),
        technique("T1006"),
        technique("T1007", state="revoked"),
        technique("AEG-1", "Our own"),
        purple_test("T1001", name="one", number=12),
        score("T1001", steady=40.0, fading=15.0, assumed=4.55, tests=1, flags=("single",)),
        score("T1002", status="not_covered", steady=0.0, tests=2),
        score("T1005", status="in_progress", steady=0.0, tests=0),
    )


@pytest.mark.parametrize("kind", ["coverage", "score"])
async def test_a_layer_holds_a_cell_for_each_active_technique_in_each_of_its_tactics(rig: Rig, kind: str) -> None:
    await a_matrix(rig)
    layer = await read(rig, kind)
    assert set(cells(layer)) == {
        ("T1001", "execution"),
        ("T1001", "persistence"),
        ("T1002", "execution"),
        ("T1003", "execution"),
        ("T1003.001", "execution"),
        ("T1004", "execution"),
        ("T1005", "execution"),
        ("T1006", "execution"),
    }
    assert layer["domain"] == "enterprise-attack"
    assert layer["versions"] == {"attack": "19.1", "navigator": "5.2.0", "layer": "4.5"}


async def test_what_is_out_of_scope_is_disabled_and_says_why(rig: Rig) -> None:
    await a_matrix(rig)
    shown = cells(await read(rig, "coverage"))
    assert shown["T1004", "execution"] == {
        "techniqueID": "T1004",
        "tactic": "execution",
        "enabled": False,
        "comment": "Out of scope: none of its platforms is ours.",
    }
    assert shown["T1006", "execution"]["comment"] == "Out of scope: excluded by us."
    assert shown["T1003", "execution"] == {
        "techniqueID": "T1003",
        "tactic": "execution",
        "comment": "Counts through its sub-techniques.",
    }
    only_ours = cells(await read(rig, "coverage", scope="in"))
    assert {name for name, _ in only_ours} == {"T1001", "T1002", "T1003.001", "T1005"}


async def test_coverage_is_told_by_colour_and_legend(rig: Rig) -> None:
    await a_matrix(rig)
    layer = await read(rig, "coverage")
    legend = {item["label"]: item["color"] for item in layer["legendItems"]}
    shown = cells(layer)
    assert shown["T1001", "execution"]["color"] == legend["validated (100)"]
    assert shown["T1001", "execution"]["score"] == 100
    assert shown["T1002", "execution"]["color"] == legend["not covered (0)"]
    assert shown["T1002", "execution"]["score"] == 0
    for name, label in (("T1005", "in progress"), ("T1003.001", "not evaluated")):
        assert shown[name, "execution"]["color"] == legend[label]
        assert "score" not in shown[name, "execution"]


async def test_scores_are_points_on_the_gradient_and_what_is_unknown_does_not_look_failed(rig: Rig) -> None:
    await a_matrix(rig)
    layer = await read(rig, "score")
    shown = cells(layer)
    assert shown["T1001", "execution"]["score"] == 59.6
    assert "color" not in shown["T1001", "execution"]
    assert shown["T1002", "execution"]["score"] == 0.0
    assert "color" not in shown["T1002", "execution"]
    grey = {item["label"]: item["color"] for item in layer["legendItems"]}["not evaluated"]
    assert (shown["T1003.001", "execution"]["score"], shown["T1003.001", "execution"]["color"]) == (0.0, grey)
    assert (layer["gradient"]["minValue"], layer["gradient"]["maxValue"]) == (0, 100)


async def test_a_cell_says_n_and_when_and_leads_to_its_tests(rig: Rig) -> None:
    await a_matrix(rig)
    cell = cells(await read(rig, "score"))["T1001", "persistence"]
    assert cell["comment"] == "Validated (single); n = 1, last tested 2026-11-24."
    assert {"name": "Proven", "value": "55.0"} in cell["metadata"]
    assert {"name": "Assumed", "value": "4.6"} in cell["metadata"]
    assert cell["links"] == [
        {"label": "Tests of T1001 in Aegis", "url": f"{API}/tests?technique=T1001"},
        {"label": "Test 12: Procedure one, detected, 2026-11-24", "url": f"{API}/tests/{named('test one')}"},
    ]
    assert "links" not in cells(await read(rig, "score"))["T1005", "execution"]


async def test_blind_and_withdrawn_tests_are_counts_without_links(rig: Rig) -> None:
    await rig.hear(
        matrix(),
        technique("T1001"),
        purple_test("T1001", name="blind", blind=True),
        purple_test("T1001", name="gone"),
        score("T1001", tests=2),
    )
    await rig.hear(purple_test("T1001", "TestCancelled", name="gone", state="cancelled", version=2))
    cell = cells(await read(rig, "coverage"))["T1001", "execution"]
    assert "n = 2" in cell["comment"]
    assert [link["url"] for link in cell["links"]] == [f"{API}/tests?technique=T1001"]


async def test_a_cell_names_its_latest_tests_and_no_more_than_five(rig: Rig) -> None:
    many = [purple_test("T1001", name=f"t{number}", number=number) for number in range(1, 9)]
    await rig.hear(matrix(), technique("T1001"), score("T1001", tests=8), *many)
    cell = cells(await read(rig, "coverage"))["T1001", "execution"]
    assert len(cell["links"]) == 6


async def test_filters_limit_the_layer_and_are_told_in_it(rig: Rig) -> None:
    await a_matrix(rig)
    layer = await read(rig, "coverage", platforms=("Windows",), tactics=("persistence",))
    assert set(cells(layer)) == {("T1001", "persistence")}
    assert layer["filters"] == {"platforms": ["Windows"]}
    assert "Limited to platform: Windows; tactic: persistence." in layer["description"]
    assert "1 of 1 techniques in scope, 1 of them tested" in layer["description"]


async def test_before_the_first_import_there_is_an_empty_layer_that_opens(rig: Rig) -> None:
    layer = await read(rig, "score", domain="mobile")
    assert layer["techniques"] == []
    assert layer["domain"] == "mobile-attack"
    assert layer["versions"] == {"navigator": "5.2.0", "layer": "4.5"}


async def test_a_layers_file_has_a_name_of_its_own(rig: Rig) -> None:
    assert (await file_of(rig, "score")).name == "aegis-score-enterprise-2026-11-24.json"


async def test_kinds_are_listed_and_others_are_not_there(rig: Rig) -> None:
    listed = await (await rig.get(ListLayers))(VIEWER)
    assert [(kind.kind, kind.path) for kind in listed] == [
        ("coverage", "/layers/coverage"),
        ("score", "/layers/score"),
    ]
    with pytest.raises(NotFound, match="coverage, score"):
        await file_of(rig, "freshness")


async def test_guests_get_none(rig: Rig) -> None:
    with pytest.raises(Forbidden):
        await (await rig.get(ReadLayer))(caller(Role.GUEST), "score", CellFilter(), Addresses(API))
    with pytest.raises(Forbidden):
        await (await rig.get(ListLayers))(caller(Role.GUEST))
