"""NIST SP 800-53 from OSCAL: sources.md's counts on the upstream archive, and its rules on small files."""

import json
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from import_support.data import upstream
from import_support.structured import archive_of, codes, read_as

from aegis_contracts.ids import content_id
from aegis_import.adapters.nist_800_53.ids import control_key, control_label, parent_key
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import BadArchive
from aegis_import.application.report import Report

ARCHIVE = "oscal-content-main.zip"
FOLDER = "nist.gov/SP800-53/rev5/json/"
CATALOG = FOLDER + "NIST_SP-800-53_rev5_catalog.json"


def control(id_: str, *below: Any, **more: Any) -> dict[str, Any]:
    label = control_label(control_key(id_) or id_)
    made: dict[str, Any] = {"id": id_, "title": f"Title of {id_}", "props": [{"name": "label", "value": label}]}
    return made | ({"controls": list(below)} if below else {}) | more


def withdrawn(id_: str, **links: str) -> dict[str, Any]:
    return control(
        id_,
        props=[{"name": "status", "value": "Withdrawn"}],
        links=[{"rel": rel.replace("_", "-"), "href": href} for rel, href in links.items()],
    )


def catalog(*controls: Any, title: str = "Publication 800-53 Revision 5", **more: Any) -> dict[str, Any]:
    metadata = {"title": title, "version": "5.9.9", "last-modified": "2021-06-08T13:57:33.013981-04:00"}
    group = {"id": "ac", "title": "Access Control", "controls": list(controls)}
    return {"catalog": {"uuid": "x", "metadata": metadata, "groups": [group]} | more}


def profile(*ids: str) -> dict[str, Any]:
    return {"profile": {"imports": [{"href": "#x", "include-controls": [{"with-ids": list(ids)}]}]}}


BASELINES = {
    f"{FOLDER}NIST_SP-800-53_rev5_{name}-baseline_profile.json": profile("ac-2")
    for name in ("LOW", "MODERATE", "HIGH", "PRIVACY")
}


def read(tmp_path: Path, made: Any, **members: Any) -> tuple[dict[str, ParsedClaim], Report]:
    files = {CATALOG: made} | (members or BASELINES)
    claims, report = read_as("nist-800-53", archive_of(tmp_path / "oscal.zip", files))
    return {claim.key: claim for claim in claims}, report


@pytest.mark.data
def test_the_archive_holds_exactly_what_sources_md_says() -> None:
    claims, report = read_as("nist-800-53", upstream(ARCHIVE))
    assert (report.problems, report.complete, report.release) == ([], True, "5.0.1")
    assert report.commit == "6f8465e6421a695a2be0877fa53e7b3f96ac4ba0"
    (framework,) = [claim.item for claim in claims if claim.kind == "framework"]
    assert (framework.slug, framework.version, framework.mapping_only) == ("nist-800-53-r5", "5.0.1", False)
    controls = [claim.item for claim in claims if claim.kind == "control"]
    assert len({item.family for item in controls}) == 20
    assert Counter((item.parent_id is not None, item.withdrawn) for item in controls) == {
        (False, False): 322 - 24, (False, True): 24, (True, False): 867 - 158, (True, True): 158,
    }  # fmt: skip
    assert sum(not item.withdrawn for item in controls) == 1_007
    assert sum(item.withdrawn and not item.successors for item in controls) == 2
    assert Counter(group for item in controls for group in item.groups) == {
        "low": 149, "moderate": 287, "high": 370, "privacy": 96,
    }  # fmt: skip
    assert all(claim.key == control_key(claim.item.label) for claim in claims if claim.kind == "control")
    assert not any("{{" in item.description + item.guidance for item in controls)


@pytest.mark.data
def test_the_minified_catalogue_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "small.zip"
    with zipfile.ZipFile(upstream(ARCHIVE)) as whole, zipfile.ZipFile(path, "w") as without:
        for name in whole.namelist():
            if name.endswith("-min.json"):
                without.writestr(name, whole.read(name))
    small, _ = read_as("nist-800-53", path)
    large, _ = read_as("nist-800-53", upstream(ARCHIVE))
    assert [(claim.key, claim.item) for claim in small] == [(claim.key, claim.item) for claim in large]


@pytest.mark.parametrize(
    "written, key, label, parent",
    [
        ("AC-02", "ac-2", "AC-2", None),
        ("AC-2", "ac-2", "AC-2", None),
        (" ac-2 ", "ac-2", "AC-2", None),
        ("AC-2(1)", "ac-2.1", "AC-2(1)", "ac-2"),
        ("AC-02 (01)", "ac-2.1", "AC-2(1)", "ac-2"),
        ("ac-2.1", "ac-2.1", "AC-2(1)", "ac-2"),
        ("AC-10", "ac-10", "AC-10", None),
        ("SA-12(15)", "sa-12.15", "SA-12(15)", "sa-12"),
    ],
)
def test_one_control_has_one_key_however_it_is_written(written: str, key: str, label: str, parent: str | None) -> None:
    assert control_key(written) == key
    assert (control_label(key), parent_key(key)) == (label, parent)


@pytest.mark.parametrize("written", ["", "AC", "AC-", "AC-x", "ac-2_smt.k", "AC-2(1", "AC-2.1.1", "T1059", "AC-٢"])
def test_what_is_no_controls_id_has_no_key(written: str) -> None:
    assert control_key(written) is None


def test_an_enhancement_has_its_control_above_and_both_their_family(tmp_path: Path) -> None:
    claims, report = read(tmp_path, catalog(control("ac-2", control("ac-2.1")), control("ac-3")))
    assert report.problems == []
    assert list(claims) == ["nist-800-53-r5", "ac-2", "ac-2.1", "ac-3"]
    item: Any = claims["ac-2.1"].item
    assert (item.label, item.name, item.family) == ("AC-2(1)", "Title of ac-2.1", "Access Control")
    assert item.parent_id == content_id("nist-800-53", "control", "ac-2")
    assert item.framework_id == content_id("nist-800-53", "framework", "nist-800-53-r5")
    assert claims["ac-2"].item.parent_id is None
    assert claims["ac-2"].item.groups == ("low", "moderate", "high", "privacy")
    assert item.groups == ()


def test_successors_are_labels_of_controls_parts_and_families(tmp_path: Path) -> None:
    claims, report = read(
        tmp_path,
        catalog(
            control("ac-2"),
            withdrawn("ac-3", incorporated_into="#ac-2_smt.k", moved_to="#ac-2.1"),
            withdrawn("ac-4", incorporated_into="#sr"),
            withdrawn("ac-5", related="#ac-2"),
        ),
    )
    assert report.problems == []
    assert [claims[key].item.withdrawn for key in ("ac-2", "ac-3", "ac-4", "ac-5")] == [False, True, True, True]
    assert claims["ac-3"].item.successors == ("AC-2", "AC-2(1)")
    assert claims["ac-4"].item.successors == ("SR",)
    assert claims["ac-5"].item.successors == ()


def test_a_statement_is_written_out_with_its_parameters(tmp_path: Path) -> None:
    made = control(
        "ac-2",
        control("ac-2.1", parts=[{"name": "statement", "prose": "Use {{ insert: param, p2 }}."}]),
        params=[
            {"id": "p1", "label": "time\r\nperiod"},
            {"id": "p2", "select": {"how-many": "one-or-more", "choice": ["a", "every {{ insert: param, p1 }}"]}},
            {"id": "p3", "select": {"choice": ["x", "y"]}},
        ],
        parts=[
            {
                "name": "statement",
                "parts": [
                    {"name": "item", "props": [{"name": "label", "value": "a."}], "prose": "Within {{ param, p1 }}:",
                     "parts": [{"name": "item", "props": [{"name": "label", "value": "1."}], "prose": "do"}]},
                    {"name": "item", "props": [{"name": "label", "value": "b."}], "prose": "{{ insert: param, gone }}"},
                ],
            },
            {"name": "guidance", "prose": "Choose {{insert: param,p3}}."},
        ],
    )  # fmt: skip
    claims, report = read(tmp_path, catalog(made))
    assert report.problems == []
    assert claims["ac-2"].item.description == (
        "a. Within [Assignment: time\r\nperiod]:\n  1. do\nb. [Assignment: gone]"
    ).replace("\r\n", "\n")
    assert claims["ac-2"].item.guidance == "Choose [Selection: x; y]."
    assert claims["ac-2.1"].item.description == ("Use [Selection (one or more): a; every [Assignment: time\nperiod]].")


def test_parameters_that_lie_in_one_another_are_bounded(tmp_path: Path) -> None:
    params = [
        {"id": f"p{n}", "select": {"choice": [f"{{{{ insert: param, p{(n + 1) % 9} }}}}"] * 50}} for n in range(9)
    ]
    made = control("ac-2", params=params, parts=[{"name": "statement", "prose": "{{ insert: param, p0 }}"}])
    claims, _ = read(tmp_path, catalog(made))
    assert len(claims["ac-2"].item.description) < 100_000


@pytest.mark.parametrize(
    "bad, key",
    [
        ({"id": "ac-9"}, "ac-9"),
        ({"id": "AC-09", "title": 7}, "ac-9"),
        ({"title": "no id"}, None),
        ({"id": 7, "title": "x"}, None),
        ({"id": " ", "title": "x"}, None),
        ("text", None),
        (None, None),
    ],
)
def test_a_bad_control_is_skipped_and_named(tmp_path: Path, bad: Any, key: str | None) -> None:
    claims, report = read(tmp_path, catalog(control("ac-2"), bad))
    assert list(claims) == ["nist-800-53-r5", "ac-2"]
    (problem,) = report.problems
    assert (problem.severity, problem.kind, problem.key) == ("bad_entry", "control", key)


def test_enhancements_of_a_bad_control_come_in(tmp_path: Path) -> None:
    claims, report = read(tmp_path, catalog(control("ac-2"), control("ac-3", control("ac-3.1"), title=None)))
    assert list(claims) == ["nist-800-53-r5", "ac-2", "ac-3.1"]
    assert codes(report) == [("bad_entry", "bad_object")]


def test_a_field_that_cannot_be_read_is_left_empty_with_a_warning(tmp_path: Path) -> None:
    claims, report = read(tmp_path, catalog(control("ac-2", parts="text", links=[7])))
    assert claims["ac-2"].item.description == ""
    assert codes(report) == [("warning", "bad_field")] * 2


def test_a_family_whose_controls_cannot_be_read_keeps_what_the_file_gave(tmp_path: Path) -> None:
    groups = [{"title": "A", "controls": [control("ac-2")]}, {"title": "B", "controls": 7}, 7]
    claims, report = read(tmp_path, catalog(groups=groups))
    assert list(claims) == ["nist-800-53-r5", "ac-2"]
    assert codes(report) == [("bad_entry", "bad_object"), ("bad_entry", "not_an_object")]
    assert report.kept_paths == {CATALOG}


def test_a_catalogue_by_itself_comes_in_without_baselines_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "catalog.json"
    path.write_text(json.dumps(catalog(control("ac-2"))))
    claims, report = read_as("nist-800-53", path)
    assert [claim.key for claim in claims] == ["nist-800-53-r5", "ac-2"]
    assert codes(report) == [("warning", "no_baselines")]


def test_a_baseline_that_demands_what_is_not_there_is_warned_of(tmp_path: Path) -> None:
    low = next(iter(BASELINES))
    claims, report = read(tmp_path, catalog(control("ac-2")), **{low: profile("AC-02", "zz-9")})
    assert claims["ac-2"].item.groups == ("low",)
    assert codes(report) == [("warning", "unknown_control")]


def test_files_are_found_by_their_names_wherever_they_lie(tmp_path: Path) -> None:
    files = {name.rsplit("/", 1)[-1]: content for name, content in BASELINES.items()}
    files["NIST_SP-800-53_rev5_catalog.json"] = catalog(control("ac-2"))
    claims, report = read_as("nist-800-53", archive_of(tmp_path / "a.zip", files, top=""))
    assert (len(claims), report.problems) == (2, [])


@pytest.mark.parametrize(
    "made, says",
    [
        ("<html>", "cannot be read as JSON"),
        ('{"catalog": NaN}', "cannot be read as JSON"),
        ('{"catalog": {"groups": [', "cannot be read as JSON"),
        ('{"catalog": {}, "catalog": {}}', "names 'catalog' twice"),
        (b'{"catalog": "\xff"}', "not UTF-8"),
        ("[" * 100_000 + "]" * 100_000, "nested deeper"),
        ("[" * 70 + "]" * 70, "nested deeper than 64"),
        ([], "not an OSCAL catalogue"),
        ({"profile": {}}, "not an OSCAL catalogue"),
        (catalog(title="Publication 800-53 Revision 4"), "is revision 4"),
        (catalog(), "no control"),
        (catalog(groups=[]), "no control"),
    ],
)
def test_what_is_no_catalogue_fails_the_run_with_a_reason(tmp_path: Path, made: Any, says: str) -> None:
    with pytest.raises(BadArchive, match=says):
        read(tmp_path, made)


@pytest.mark.parametrize("bad", ["<html>", {"profile": 7}, {}, {"profile": {"imports": [{"include-controls": 7}]}}])
def test_a_baseline_that_cannot_be_read_fails_the_run_and_takes_no_controls_groups(tmp_path: Path, bad: Any) -> None:
    with pytest.raises(BadArchive, match="LOW-baseline"):
        read(tmp_path, catalog(control("ac-2")), **{next(iter(BASELINES)): bad})


def test_other_files_of_the_archive_are_no_entries(tmp_path: Path) -> None:
    others = {
        FOLDER + name: {} for name in ("NIST_SP-800-53_rev5_LOW-baseline-resolved-profile_catalog.json", "x.yaml")
    }
    others[FOLDER.replace("rev5", "rev4") + "NIST_SP-800-53_rev4_catalog.json"] = {}
    claims, report = read(tmp_path, catalog(control("ac-2")), **BASELINES, **others)
    assert (len(claims), report.not_entries, report.problems) == (2, 3, [])
    with pytest.raises(BadArchive, match="no OSCAL catalogue"):
        read_as("nist-800-53", archive_of(tmp_path / "b.zip", others))
