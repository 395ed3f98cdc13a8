"""CTID's mappings: sources.md's counts on the upstream archive, and its rules on small files."""

import json
from pathlib import Path
from typing import Any

import pytest
from import_support.data import upstream
from import_support.structured import archive_of, codes, read_as, sha

from aegis_contracts.ids import content_id
from aegis_import.adapters.mappings_explorer.files import version_of
from aegis_import.adapters.parsing.registry import namespace_of
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import BadArchive
from aegis_import.application.report import Report

ARCHIVE = "mappings-explorer-main.zip"
NIST = "mappings/nist_800_53/attack-{0}/nist_800_53-rev5/{1}/nist_800_53-rev5_attack-{0}-{1}.json"


def row(control: str | None, technique: str | None, type_: str | None = "mitigates", **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "capability_id": control,
        "capability_description": f"Title of {control}" if control else None,
        "capability_group": control[:2] if control else None,
        "attack_object_id": technique,
        "mapping_type": type_,
        "references": [],
        "status": "complete",
    }
    return made | more


def none(control: str | None, technique: str | None, **more: Any) -> dict[str, Any]:
    return row(control, technique, None, status="non_mappable", **more)


def mappings(*rows: Any, **metadata: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "mapping_framework": "nist_800_53",
        "mapping_framework_version": "rev5",
        "attack_version": "16.1",
        "technology_domain": "enterprise",
        "creation_date": "01/13/2022",
        "last_update": "04/16/2025",
        "capability_groups": {"AC": "Access Control"},
    }
    return {"metadata": told | metadata, "mapping_objects": list(rows)}


def read(tmp_path: Path, made: Any, **members: Any) -> tuple[dict[str, ParsedClaim], Report]:
    files = {NIST.format("16.1", "enterprise"): made} | members
    claims, report = read_as("nist-800-53-mappings", archive_of(tmp_path / "mappings.zip", files))
    return {claim.key: claim for claim in claims}, report


def pairs(claims: list[ParsedClaim]) -> set[tuple[str, str]]:
    return {
        (mapping.control_named or claim.item.label, mapping.technique_id_named)
        for claim in claims
        if claim.kind == "control"
        for mapping in claim.item.mappings
    }


@pytest.mark.data
def test_nists_mappings_are_exactly_what_sources_md_says() -> None:
    claims, report = read_as("nist-800-53-mappings", upstream(ARCHIVE))
    assert (report.problems, report.complete, report.release) == ([], True, "rev5, ATT&CK 16.1")
    assert report.measures == {"mapping_rows": 5_410, "complete_rows": 5_314, "non_mappable_rows": 96}
    framework: Any = claims[0].item
    assert (framework.slug, framework.attack_version, framework.mapping_only) == ("nist-800-53-r5", "16.1", True)
    assert len(framework.non_mappable) == 96
    assert all(one.control is None for one in framework.non_mappable)
    controls = [claim for claim in claims if claim.kind == "control"]
    assert len(controls) == 109
    assert sum(len(claim.item.mappings) for claim in controls) == len(pairs(claims)) == 5_264
    assert sha(f"{control} {technique}" for control, technique in pairs(claims)) == "743e7a70af1047c1"
    mapped = {technique for _, technique in pairs(claims)}
    assert len(mapped) == 470
    assert len(mapped | {one.technique_id_named for one in framework.non_mappable}) == 566


@pytest.mark.data
def test_a_mapped_control_has_the_content_id_of_the_catalogues_and_ia_13_is_made_of_its_mapping() -> None:
    assert namespace_of("nist-800-53-mappings") == namespace_of("nist-800-53") == "nist-800-53"
    catalogue = {claim.key for claim in read_as("nist-800-53", upstream("oscal-content-main.zip"))[0]}
    claims = {claim.key: claim for claim in read_as("nist-800-53-mappings", upstream(ARCHIVE))[0]}
    assert claims.keys() - catalogue == {"ia-13"}
    item: Any = claims["ia-13"].item
    assert (item.label, item.name, item.family, item.mapping_only) == (
        "IA-13", "Identity Providers and Authorization Servers", "Identification and Authentication", True,
    )  # fmt: skip


@pytest.mark.data
@pytest.mark.parametrize(
    "format_, controls, mapped, not_mapped, rows",
    [
        ("cri-profile", 60, 2_152, 0, 2_152),
        ("csa-ccm", 204, 790, 148, 940),
        ("veris", 338, 1_644, 313, 1_967),
        ("kev", 424, 1_228, 0, 1_228),
        ("aws", 30, 487, 10, 497),
    ],
)
def test_the_archives_other_frameworks_are_on_offer(
    format_: str, controls: int, mapped: int, not_mapped: int, rows: int
) -> None:
    claims, report = read_as(format_, upstream(ARCHIVE))
    framework: Any = claims[0].item
    assert (framework.slug, framework.mapping_only) == (format_, False)
    assert len(framework.non_mappable) == not_mapped
    items = [claim.item for claim in claims[1:]]
    assert {item.framework_id for item in items} == {content_id(format_, "framework", format_)}
    assert (len(items), sum(len(item.mappings) for item in items)) == (controls, mapped)
    assert report.measures["mapping_rows"] == rows
    for item in items:
        keys = [(mapping.technique_id_named, mapping.type) for mapping in item.mappings]
        assert len(keys) == len(set(keys))


def test_the_highest_attack_version_is_taken_as_a_number(tmp_path: Path) -> None:
    older = {NIST.format("9.0", "enterprise"): mappings(row("AC-02", "T1001"), attack_version="9.0")}
    claims, report = read(tmp_path, mappings(row("AC-02", "T1059")), **older)
    assert pairs(list(claims.values())) == {("AC-02", "T1059")}
    assert (claims["ac-2"].item.attack_version, report.not_entries) == ("16.1", 1)


@pytest.mark.parametrize(
    "lower, higher",
    [
        ("9.0", "16.1"),
        ("16.1", "16.2"),
        ("16", "16.1"),
        ("12.12.2024", "07.28.2025"),
        ("v2.0", "v2.1"),
        ("1.3.7", "1.4.0"),
    ],
)
def test_versions_are_ranked_as_numbers_and_dates_month_first(lower: str, higher: str) -> None:
    assert version_of(lower) < version_of(higher)


def test_all_domains_of_the_newest_mappings_are_read(tmp_path: Path) -> None:
    ics = {NIST.format("16.1", "ics"): mappings(row("AC-2", "T0800"), none(None, "T0801"), technology_domain="ics")}
    claims, _ = read(tmp_path, mappings(row("AC-02", "T1059"), none(None, "T1001")), **ics)
    assert [mapping.technique_id_named for mapping in claims["ac-2"].item.mappings] == ["T0800", "T1059"]
    framework: Any = claims["nist-800-53-r5"].item
    assert [(one.technique_id_named, one.domain) for one in framework.non_mappable] == [
        ("T1001", "enterprise"), ("T0801", "ics"),
    ]  # fmt: skip


def test_a_control_is_one_however_it_is_written(tmp_path: Path) -> None:
    claims, report = read(
        tmp_path,
        mappings(row("AC-02", "T1059"), row("ac-2", "T1055"), row("AC-2(1)", "T1003"), row("AC-02(01)", "T1003")),
    )
    assert report.problems == []
    assert list(claims) == ["nist-800-53-r5", "ac-2", "ac-2.1"]
    item: Any = claims["ac-2"].item
    assert (item.label, item.name, item.family) == ("AC-2", "Title of AC-02", "Access Control")
    assert item.framework_id == content_id("nist-800-53", "framework", "nist-800-53-r5")
    assert claims["ac-2.1"].item.parent_id == content_id("nist-800-53", "control", "ac-2")
    assert [mapping.control_named for mapping in item.mappings] == ["ac-2", "AC-02"]


def test_rows_that_repeat_word_for_word_are_one(tmp_path: Path) -> None:
    claims, report = read(tmp_path, mappings(*[row("AC-02", "T1059")] * 3))
    assert len(claims["ac-2"].item.mappings) == 1
    assert report.problems == []
    assert report.measures["complete_rows"] == 3


def test_of_rows_with_one_key_the_first_counts_and_the_other_is_reported(tmp_path: Path) -> None:
    claims, report = read(tmp_path, mappings(row("AC-02", "T1059", comments="a"), row("AC-02", "T1059", comments="b")))
    assert [mapping.comment for mapping in claims["ac-2"].item.mappings] == ["a"]
    assert codes(report) == [("warning", "repeated_key")]


def test_the_type_is_part_of_the_key_and_may_be_null(tmp_path: Path) -> None:
    claims, report = read(
        tmp_path,
        mappings(
            row("AC-02", "T1059", "protects"),
            row("AC-02", "T1059", None),
            row("AC-02", "T1059", "technique_scores", score_category="detect", score_value="partial"),
            row("AC-02", "T1059", "technique_scores", score_category="protect", score_value="minimal"),
        ),
    )
    assert report.problems == []
    assert [(mapping.type, mapping.score) for mapping in claims["ac-2"].item.mappings] == [
        (None, None), ("protects", None),
        ("technique_scores/detect", "partial"), ("technique_scores/protect", "minimal"),
    ]  # fmt: skip


def test_what_is_non_mappable_is_never_a_mapping(tmp_path: Path) -> None:
    claims, report = read(
        tmp_path,
        mappings(
            row("AC-02", "T1059"),
            none(None, "T1001", comments=" no mitigation\r\n"),
            none("AC-03", None),
            none("AC-02", "T1055"),
            row("AC-04", None),
        ),
    )
    assert report.problems == []
    framework: Any = claims["nist-800-53-r5"].item
    assert [(one.control, one.technique_id_named, one.comment) for one in framework.non_mappable] == [
        (None, "T1001", "no mitigation"), ("AC-3", None, ""), ("AC-2", "T1055", ""), ("AC-4", None, ""),
    ]  # fmt: skip
    assert pairs(list(claims.values())) == {("AC-02", "T1059")}
    assert report.measures == {"mapping_rows": 5, "complete_rows": 1, "non_mappable_rows": 4}


def test_dates_are_month_first(tmp_path: Path) -> None:
    claims, _ = read(tmp_path, mappings(row("AC-02", "T1059")))
    framework = claims["nist-800-53-r5"]
    assert framework.created is not None
    assert framework.modified is not None
    assert (framework.created.date().isoformat(), framework.modified.date().isoformat()) == ("2022-01-13", "2025-04-16")
    claims, _ = read(tmp_path, mappings(row("AC-02", "T1059"), last_update="2025-16-04"))
    assert claims["nist-800-53-r5"].modified is None


@pytest.mark.parametrize(
    "bad, code",
    [
        ("text", "bad_mapping"),
        (None, "bad_mapping"),
        ({}, "bad_mapping"),
        (row(None, None), "bad_mapping"),
        (row("AC-02", "S0002"), "bad_technique_id"),
        (row("Access", "T1001"), "bad_control_id"),
        (row("AC-02", "T1059", references=7), "bad_field"),
    ],
)
def test_a_row_that_cannot_be_read_is_left_out_or_poorer_with_a_warning(tmp_path: Path, bad: Any, code: str) -> None:
    claims, report = read(tmp_path, mappings(row("AC-02", "T1059"), bad))
    assert pairs(list(claims.values())) == {("AC-02", "T1059")}
    assert codes(report) == [("warning", code)]


def test_a_row_with_a_repeated_key_or_a_wrong_encoding_is_left_out(tmp_path: Path) -> None:
    good, twice, odd = (json.dumps(row("AC-02", technique)) for technique in ("T1059", "T1055", "T1003"))
    written = json.dumps(mappings()).replace('"mapping_objects": []', '"mapping_objects": [%s, %s, %s]')
    written %= (good, twice.replace('"status"', '"status": 1, "status"'), odd.replace("Title", "@@"))
    claims, report = read(tmp_path, written.encode().replace(b"@@", b"\xff"))
    assert pairs(list(claims.values())) == {("AC-02", "T1059")}
    assert codes(report) == [("warning", "bad_mapping")] * 2


@pytest.mark.parametrize(
    "made, says",
    [
        ("<html>", "cannot be read as JSON"),
        ('{"metadata": {"x": ' + "[" * 100_000, "nested deeper"),
        (b'{"metadata": "\xff"}', "JSON|not a file of mappings"),
        ([], "not a file of mappings"),
        ({"metadata": {}, "mapping_objects": []}, "does not say which framework"),
        ({"metadata": {"mapping_framework": "nist_800_53"}}, "not a file of mappings"),
        (mappings(row("AC-02", "T1059"), mapping_framework="veris"), "maps veris rev5; this source is NIST"),
        (mappings(row("AC-02", "T1059"), mapping_framework_version="rev4"), "maps nist_800_53 rev4"),
        (mappings(), "maps no control"),
        (mappings(none(None, "T1059")), "maps no control"),
    ],
)
def test_what_is_no_file_of_these_mappings_fails_the_run_with_a_reason(tmp_path: Path, made: Any, says: str) -> None:
    with pytest.raises(BadArchive, match=says):
        read(tmp_path, made)


def test_an_archive_without_the_frameworks_mappings_fails(tmp_path: Path) -> None:
    files = {NIST.format("16.1", "enterprise").replace("rev5", "rev4"): mappings(), "mappings/x.json": {}}
    with pytest.raises(BadArchive, match="holds no mappings of NIST"):
        read_as("nist-800-53-mappings", archive_of(tmp_path / "a.zip", files))


def test_one_file_by_itself_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "upload.json"
    path.write_text(json.dumps(mappings(row("AC-02", "T1059"), attack_version="14.1")))
    claims, report = read_as("nist-800-53-mappings", path)
    assert (len(claims), report.release) == (2, "rev5, ATT&CK 14.1")
