"""D3FEND: sources.md's counts on the upstream archive, and its rules on small files."""

import json
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from import_support.data import upstream
from import_support.structured import archive_of, codes, read_as, sha

from aegis_contracts.ids import content_id
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import BadArchive
from aegis_import.application.report import Report

ARCHIVE = "d3fend-gh-pages.zip"
OWL = "http://d3fend.mitre.org/ontologies/d3fend.owl#"
FULL = "api/ontology/inference/d3fend-full-mappings.json"


def node(name: str, id_: str | None = None, *children: Any, **more: Any) -> dict[str, Any]:
    made = {"@id": f"d3f:{name}", "rdfs:label": f"The {name}", "d3f:definition": f"what {name} does"}
    if id_ is not None:
        made["d3f:d3fend-id"] = id_
    return made | ({"children": list(children)} if children else {}) | more


def row(def_tech: str, technique: str, **more: str) -> dict[str, Any]:
    made = {"def_tech": OWL + def_tech, "off_tech_id": technique, "query_def_tech_label": "Another"} | more
    return {name: {"type": "literal", "value": value} for name, value in made.items()}


def results(*rows: Any) -> dict[str, Any]:
    return {"head": {"vars": []}, "results": {"bindings": list(rows)}}


MATRIX = [
    node("Detect", None, node("FileAnalysis", "D3-FA", node("FileHashing", "D3-FH")), **{"rdfs:label": "Detect"}),
    node("Restore", None, node("RestoreFile", "D3-RF"), **{"rdfs:label": "Restore"}),
]


def site(tmp_path: Path, **members: Any) -> Path:
    files = {
        "api/matrix.json": members.pop("matrix", MATRIX),
        FULL: members.pop("full", results(row("FileHashing", "T1059"))),
        "api/version.json": members.pop("version", {"version": "1.2.3"}),
    } | members
    return archive_of(tmp_path / "site.zip", {name: content for name, content in files.items() if content is not None})


def read(tmp_path: Path, **members: Any) -> tuple[dict[str, ParsedClaim], Report]:
    claims, report = read_as("d3fend", site(tmp_path, **members))
    return {claim.key: claim for claim in claims}, report


@pytest.mark.data
def test_the_archive_holds_exactly_what_sources_md_says() -> None:
    claims, report = read_as("d3fend", upstream(ARCHIVE))
    items = [claim.item for claim in claims]
    assert (report.problems, report.complete, report.release) == ([], True, "1.0.0")
    assert report.commit == "2f0afc625725185cdcb04eff533387b338e1f203"
    assert (len(items), len({claim.key for claim in claims})) == (230, 230)
    assert Counter(item.tactic for item in items) == {
        "Detect": 78, "Harden": 45, "Isolate": 38, "Model": 27, "Evict": 19, "Restore": 12, "Deceive": 11,
    }  # fmt: skip
    assert report.measures == {"mapping_rows": 9_323}
    pairs = {(item.d3fend_id, technique) for item in items for technique in item.technique_ids_named}
    assert len(pairs) == 2_679
    assert (len({one for one, _ in pairs}), len({technique for _, technique in pairs})) == (133, 306)
    assert sha(f"{one} {technique}" for one, technique in pairs) == "ca68970ef09b6b20"


@pytest.mark.data
def test_the_defences_own_files_give_the_same_as_the_full_file(tmp_path: Path) -> None:
    path = tmp_path / "without.zip"
    with zipfile.ZipFile(upstream(ARCHIVE)) as whole, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as without:
        for name in whole.namelist():
            if "/api/technique/" in name or name.endswith(("api/matrix.json", "api/version.json")):
                without.writestr(name, whole.read(name))
    claims, report = read_as("d3fend", path)
    whole_claims, _ = read_as("d3fend", upstream(ARCHIVE))
    assert claims == whole_claims
    assert report.measures == {"mapping_rows": 9_323}


def test_a_defence_has_its_tactic_its_parent_and_its_page(tmp_path: Path) -> None:
    claims, report = read(tmp_path)
    assert report.problems == []
    assert list(claims) == ["D3-FA", "D3-FH", "D3-RF"]
    item: Any = claims["D3-FH"].item
    assert (item.name, item.description, item.tactic) == ("The FileHashing", "what FileHashing does", "Detect")
    assert item.parent_id == content_id("d3fend", "defence", "D3-FA")
    assert claims["D3-RF"].item.parent_id is None
    assert claims["D3-FH"].url == "https://d3fend.mitre.org/technique/d3f:FileHashing/"
    assert report.release == "1.2.3"


def test_the_parent_is_the_next_defence_above_not_the_next_node(tmp_path: Path) -> None:
    between = node("Detect", None, node("A", "D3-A", node("Group", None, node("FileHashing", "D3-FH"))))
    claims, _ = read(tmp_path, matrix=[between])
    assert claims["D3-FH"].item.parent_id == content_id("d3fend", "defence", "D3-A")


def test_only_def_tech_counts(tmp_path: Path) -> None:
    claims, report = read(
        tmp_path,
        full=results(
            row("FileHashing", "T1059", query_def_tech_label="The FileAnalysis"),
            row("FileHashing", " t1059.001 "),
            row("FileHashing", "T1059"),
        ),
    )
    assert claims["D3-FH"].item.technique_ids_named == ("T1059", "T1059.001")
    assert claims["D3-FA"].item.technique_ids_named == ()
    assert report.measures == {"mapping_rows": 3}


def test_json_ld_values_are_texts_lists_or_objects(tmp_path: Path) -> None:
    odd = {
        "@id": "d3f:FileHashing",
        "d3f:d3fend-id": {"@value": "D3-FH"},
        "rdfs:label": ["File Hashing", {"@value": "other", "@language": "en"}],
        "d3f:definition": [{"@value": "one\r\ntwo"}, "three"],
    }
    claims, report = read(tmp_path, matrix=[{"@id": "d3f:Detect", "children": odd}])
    assert report.problems == []
    item: Any = claims["D3-FH"].item
    assert (item.name, item.description, item.tactic) == ("File Hashing", "one\ntwo\n\nthree", "Detect")


@pytest.mark.parametrize(
    "bad, key",
    [
        ({"@id": "d3f:X", "d3f:d3fend-id": "D3-X"}, "D3-X"),
        ({"rdfs:label": "X", "d3f:d3fend-id": "D3-X"}, "D3-X"),
        ({"@id": "d3f:X", "d3f:d3fend-id": "D3-X", "rdfs:label": 7}, "D3-X"),
        ("text", None),
        (7, None),
    ],
)
def test_a_bad_node_is_skipped_and_named(tmp_path: Path, bad: Any, key: str | None) -> None:
    claims, report = read(tmp_path, matrix=[*MATRIX, node("Isolate", None, bad)])
    assert list(claims) == ["D3-FA", "D3-FH", "D3-RF"]
    (problem,) = report.problems
    assert (problem.severity, problem.kind, problem.key) == ("bad_entry", "defence", key)
    assert key in report.kept_keys if key else report.kept_paths == {"api/matrix.json"}


@pytest.mark.parametrize(
    "bad, code",
    [
        ({"def_tech": {"value": "x"}}, "bad_mapping"),
        ("text", "bad_mapping"),
        (None, "bad_mapping"),
        (row("FileHashing", "T10"), "bad_technique_id"),
        (row("FileHashing", "CVE-2020-1"), "bad_technique_id"),
    ],
)
def test_a_row_that_cannot_be_read_is_left_out_with_a_warning(tmp_path: Path, bad: Any, code: str) -> None:
    claims, report = read(tmp_path, full=results(row("FileHashing", "T1059"), bad))
    assert claims["D3-FH"].item.technique_ids_named == ("T1059",)
    assert codes(report) == [("warning", code)]


def test_a_row_of_no_defence_of_the_matrix_is_warned_of(tmp_path: Path) -> None:
    _, report = read(tmp_path, full=results(row("FileHashing", "T1059"), row("Gone", "T1059"), row("Gone", "T1055")))
    assert [(problem.code, "'Gone'" in problem.reason) for problem in report.problems] == [("unknown_defence", True)]


def test_a_row_that_names_a_key_twice_is_left_out(tmp_path: Path) -> None:
    rows = json.dumps(results(row("FileHashing", "T1059"), row("FileAnalysis", "T1027")))
    claims, report = read(tmp_path, full=rows.replace('"def_tech"', '"def_tech": 7, "def_tech"', 1))
    assert claims["D3-FH"].item.technique_ids_named == ()
    assert claims["D3-FA"].item.technique_ids_named == ("T1027",)
    assert codes(report) == [("warning", "bad_mapping")]


@pytest.mark.parametrize(
    "members, says",
    [
        ({"matrix": None}, "no D3FEND matrix"),
        ({"matrix": {}}, "no list of tactics"),
        ({"matrix": ["x"]}, "no list of tactics"),
        ({"matrix": "<html>"}, "cannot be read as JSON"),
        ({"matrix": '[{"a": NaN}]'}, "cannot be read as JSON"),
        ({"matrix": b'[{"a": "\xff"}]'}, "not UTF-8"),
        ({"matrix": "[" * 100_000 + "]" * 100_000}, "nested deeper"),
        ({"matrix": json.dumps(MATRIX)[:-20]}, "cannot be read as JSON"),
        ({"matrix": json.dumps(MATRIX).replace('"@id"', '"@id": "d3f:X", "@id"', 1)}, "names '@id' twice"),
        ({"full": None}, "of no defence which techniques"),
        ({"full": results()}, "of no defence which techniques"),
        ({"full": {"results": 7}}, "cannot be read"),
        ({"full": "[" * 100_000}, "cannot be read"),
        ({"full": b"\xff\xfe"}, "cannot be read"),
    ],
)
def test_what_is_not_the_whole_fails_the_run_and_undoes_no_links(
    tmp_path: Path, members: dict[str, Any], says: str
) -> None:
    with pytest.raises(BadArchive, match=says):
        read(tmp_path, **members)


def test_one_of_its_files_alone_is_not_the_whole(tmp_path: Path) -> None:
    path = tmp_path / "matrix.json"
    path.write_text(json.dumps(MATRIX))
    with pytest.raises(BadArchive, match="several files"):
        read_as("d3fend", path)


@pytest.mark.parametrize("top", ["", "d3fend-main/", "a/b/"])
def test_its_files_are_found_by_their_last_part_wherever_they_lie(tmp_path: Path, top: str) -> None:
    members = {
        "matrix.json": MATRIX,
        "d3fend-full-mappings.json": results(row("FileHashing", "T1059")),
        "version.json": {"version": "2"},
    }
    claims, report = read_as("d3fend", archive_of(tmp_path / "a.zip", members, top=top))
    assert (len(claims), report.release) == (3, "2")


def own(name: str, *rows: Any) -> dict[str, Any]:
    return {f"api/technique/d3f:{name}.json": {"def_to_off": results(*rows), "description": {}}}


def test_without_the_full_file_the_defences_own_files_are_read(tmp_path: Path) -> None:
    members = own("FileAnalysis", row("FileHashing", "T1059"), row("FileAnalysis", "T1027"))
    members |= own("FileHashing", row("FileHashing", "T1059"))
    claims, report = read(tmp_path, full=None, **members)
    assert claims["D3-FA"].item.technique_ids_named == ("T1027",)
    assert claims["D3-FH"].item.technique_ids_named == ("T1059",)
    assert report.problems == []


def test_a_defence_whose_own_file_is_bad_keeps_what_it_had(tmp_path: Path) -> None:
    members = own("FileHashing", row("FileHashing", "T1059")) | {"api/technique/d3f:RestoreFile.json": "<html>"}
    claims, report = read(tmp_path, full=None, **members)
    assert "D3-RF" not in claims
    assert report.kept_keys == {"D3-RF"}
    assert codes(report) == [("bad_entry", "bad_mappings")]


def test_the_defences_own_files_stand_in_for_a_bad_full_file_and_nothing_is_withdrawn(tmp_path: Path) -> None:
    claims, report = read(tmp_path, full="{", **own("FileHashing", row("FileHashing", "T1059")))
    assert claims["D3-FH"].item.technique_ids_named == ("T1059",)
    assert codes(report) == [("bad_entry", "bad_mappings")]
    assert not report.complete


@pytest.mark.parametrize("version", [None, {}, {"version": 7}, []])
def test_a_release_that_is_not_said_is_none_or_the_settings(tmp_path: Path, version: Any) -> None:
    claims, report = read_as("d3fend", site(tmp_path, version=version), release="1.9")
    assert (len(claims), report.release) == (3, "1.9")
