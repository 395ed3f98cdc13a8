"""CIS Controls v8: sources.md's counts on the upstream spreadsheet, and its rules on small ones."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from import_support.archives import zip_of
from import_support.data import upstream
from import_support.structured import CIS_HEADER, cis_row, codes, read_as, sha, workbook

from aegis_contracts.ids import content_id
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import BadArchive
from aegis_import.application.report import Report

ARCHIVE = "cis-controls-v8-attack-mapping.zip"


def control(number: int, **more: Any) -> list[Any]:
    return cis_row(number, number, **{"Asset Type": None, "Title": f"Control {number}"} | more)


def read(tmp_path: Path, *rows: list[Any], **how: Any) -> tuple[dict[str, ParsedClaim], Report]:
    path = zip_of(tmp_path / "cis.zip", {"top/mapping.xlsx": workbook([CIS_HEADER, *rows], **how)})
    claims, report = read_as("cis-v8", path)
    return {claim.key: claim for claim in claims}, report


@pytest.mark.data
@pytest.mark.parametrize("bare", [False, True])
def test_the_spreadsheet_holds_exactly_what_sources_md_says(tmp_path: Path, bare: bool) -> None:
    path = upstream(ARCHIVE)
    if bare:
        with zipfile.ZipFile(path) as archive:
            (name,) = [name for name in archive.namelist() if name.endswith(".xlsx")]
            (tmp_path / "upload.xlsx").write_bytes(archive.read(name))
        path = tmp_path / "upload.xlsx"
    claims, report = read_as("cis-v8", path)
    assert (report.problems, report.complete, report.release) == ([], True, "8")
    (framework,) = [claim.item for claim in claims if claim.kind == "framework"]
    assert (framework.slug, framework.attack_version) == ("cis-v8", "8.2")
    items = {claim.key: claim.item for claim in claims if claim.kind == "control"}
    safeguards = {key: item for key, item in items.items() if item.parent_id is not None}
    assert (len(items) - len(safeguards), len(safeguards)) == (18, 153)
    assert sum(bool(item.mappings) for item in safeguards.values()) == 105
    assert report.measures == {"rows": 3_699, "mapped_rows": 3_632}
    pairs = {(key, mapping.technique_id_named) for key, item in items.items() for mapping in item.mappings}
    assert len(pairs) == sum(len(item.mappings) for item in items.values()) == 2_962
    assert len({technique for _, technique in pairs}) == 383
    assert sha(f"{key} {technique}" for key, technique in pairs) == "a5069d27b3bd075d"
    assert {"3.1", "3.10", "4.10", "8.10", "13.10", "16.10"} <= safeguards.keys()


def test_a_row_without_asset_type_is_a_control_and_any_other_a_safeguard(tmp_path: Path) -> None:
    row = cis_row(3, 3.1, "T1059", **{"Security Function": "Protect", "IG2": "x", "IG3": "X"})
    claims, report = read(tmp_path, control(3), row)
    assert report.problems == []
    assert list(claims) == ["cis-v8", "3", "3.1"]
    above: Any = claims["3"].item
    assert (above.name, above.family, above.parent_id, above.asset_type) == ("Control 3", "Control 3", None, None)
    item: Any = claims["3.1"].item
    assert (item.label, item.name, item.family) == ("3.1", "Title of 3.1", "Control 3")
    assert item.parent_id == content_id("cis-v8", "control", "3")
    assert item.framework_id == content_id("cis-v8", "framework", "cis-v8")
    assert (item.asset_type, item.security_function, item.groups) == ("Devices", "Protect", ("ig2", "ig3"))


def test_numbers_are_text_so_that_a_zero_stays(tmp_path: Path) -> None:
    claims, _ = read(tmp_path, control(3), cis_row(3, 3.1, "T1059"), cis_row(3, "3.10", "T1055"), cis_row(16, 16.1))
    assert list(claims) == ["cis-v8", "3", "3.1", "3.10", "16.1"]
    assert [mapping.technique_id_named for mapping in claims["3.10"].item.mappings] == ["T1055"]


def test_a_technique_counts_where_the_last_column_says_y(tmp_path: Path) -> None:
    odd = {"Safeguard Mitigates (Sub-)Technique?": "N"}
    claims, report = read(
        tmp_path,
        cis_row(1, 1.1, "T1059", **odd),
        cis_row(1, 1.1, " t1055.001 ", **{"ATT&CK Sub-Technique ID": 0.001}),
    )
    assert [mapping.technique_id_named for mapping in claims["1.1"].item.mappings] == ["T1055.001"]
    assert report.measures == {"rows": 2, "mapped_rows": 1}


def test_a_technique_is_mapped_once_with_all_mitigations_by_which(tmp_path: Path) -> None:
    by = ("ATT&CK V8.2 Enterprise Mitigation ID", "ATT&CK V8.2 Enterprise Mitigation Title ")
    rows = [cis_row(1, 1.1, "T1200", **dict(zip(by, named, strict=True))) for named in (("M1", "One"), ("M2", "Two"))]
    claims, _ = read(tmp_path, *rows)
    (mapping,) = claims["1.1"].item.mappings
    assert (mapping.type, mapping.comment) == ("mitigates", "M1 One; M2 Two")


@pytest.mark.parametrize(
    "bad, reason",
    [
        (cis_row(1, None, "T1059"), "'' is not the number of a safeguard"),
        (cis_row(1, "1.1.1"), "'1.1.1' is not the number of a safeguard"),
        (cis_row(1, 7), "'7' is not the number of a safeguard"),
        (control(1, **{"CIS Control": "x"}), "'x' is not the number of a control"),
        (cis_row(1, 1.2, "T1059", Title=None), "no title"),
    ],
)
def test_a_bad_row_is_skipped_and_named_with_its_number(tmp_path: Path, bad: list[Any], reason: str) -> None:
    claims, report = read(tmp_path, cis_row(1, 1.1, "T1059"), bad)
    assert list(claims) == ["cis-v8", "1.1"]
    (problem,) = report.problems
    assert (problem.severity, problem.code, problem.line) == ("bad_entry", "bad_row", 3)
    assert reason in problem.reason


def test_an_unreadable_technique_is_left_out_with_a_warning(tmp_path: Path) -> None:
    claims, report = read(tmp_path, cis_row(1, 1.1, "T1059"), cis_row(1, 1.1, "many"))
    assert len(claims["1.1"].item.mappings) == 1
    assert codes(report) == [("warning", "bad_technique_id")]


def test_header_cells_are_stripped_and_found_by_name(tmp_path: Path) -> None:
    header = [f" {title}\n" for title in reversed(CIS_HEADER)]
    row = list(reversed(cis_row(1, 1.1, "T1059")))
    path = zip_of(tmp_path / "a.zip", {"top/a.xlsx": workbook([header, row])})
    claims, report = read_as("cis-v8", path)
    assert ([claim.key for claim in claims], report.problems) == (["cis-v8", "1.1"], [])


def test_columns_beyond_the_eighteenth_are_not_read(tmp_path: Path) -> None:
    wide = [*cis_row(1, 1.1, "T1059"), *["x"] * 500]
    claims, report = read(tmp_path, wide, shared=False)
    assert (list(claims), report.problems) == (["cis-v8", "1.1"], [])


@pytest.mark.parametrize("missing", ["CIS Safeguard", "Asset Type", "Combined ATT&CK (Sub-)Technique ID", "IG1"])
def test_a_sheet_without_a_column_that_is_needed_fails_the_run(tmp_path: Path, missing: str) -> None:
    header = [None if title == missing else title for title in CIS_HEADER]
    path = zip_of(tmp_path / "a.zip", {"top/a.xlsx": workbook([header, cis_row(1, 1.1)])})
    with pytest.raises(BadArchive, match="has no column"):
        read_as("cis-v8", path)


def test_a_spreadsheet_without_the_sheet_fails_saying_which_it_has(tmp_path: Path) -> None:
    with pytest.raises(BadArchive, match=r"has no sheet 'V8-ATT&CK Low.*it has 'Cover'"):
        read(tmp_path, sheet="Cover")
    claims, _ = read(tmp_path, cis_row(1, 1.1), sheet="V8-ATT&CK Low Mit. & (Sub-)Tech ")
    assert len(claims) == 2


def test_an_empty_sheet_and_one_with_a_header_alone_yield_no_control(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"top/a.xlsx": workbook([])})
    with pytest.raises(BadArchive, match="has nothing in the sheet"):
        read_as("cis-v8", path)
    with pytest.raises(BadArchive, match="no control"):
        read(tmp_path)


@pytest.mark.parametrize(
    "members, says",
    [
        ({"top/readme.txt": "x"}, "no spreadsheet"),
        ({"top/a.xls": "x"}, "no spreadsheet"),
        ({"top/~$a.xlsx": "x"}, "no spreadsheet"),
        ({"top/a.xlsx": "<html>"}, "cut short"),
        ({"top/a.xlsx": b"PK\x03\x04"}, "cut short"),
        ({"top/a.xlsx": workbook([CIS_HEADER])[:-30]}, "cut short"),
    ],
)
def test_what_is_no_spreadsheet_fails_the_run_with_a_reason(tmp_path: Path, members: dict[str, Any], says: str) -> None:
    with pytest.raises(BadArchive, match=says):
        read_as("cis-v8", zip_of(tmp_path / "a.zip", members))


def test_a_json_file_is_no_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("{}")
    with pytest.raises(BadArchive, match="no spreadsheet"):
        read_as("cis-v8", path)
