"""What is bad in ATT&CK bundles, and which bundle is which."""

import json
from pathlib import Path
from typing import Any

import pytest
from import_support.archives import bundle_file, parsed, zip_of
from import_support.stix import (
    bundle,
    collection,
    id_of,
    matrix,
    small,
    tactic,
    technique,
)

from aegis_contracts.ids import content_id
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import BadArchive
from aegis_import.application.report import Report


def read(tmp_path: Path, made: Any, **how: Any) -> tuple[list[ParsedClaim], Report]:
    return parsed(bundle_file(tmp_path / "bundle.json", made), **how)


def item(claims: list[ParsedClaim], key: str) -> Any:
    return next(claim.item for claim in claims if claim.key == key)


def ids(kind: str, *objects: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(content_id("mitre-attack", kind, one["id"]) for one in objects)


# What is bad is reported and skipped; all else comes in.


@pytest.mark.parametrize(
    "bad, code",
    [
        ({"name": 7}, "bad_object"),
        ({"name": None}, "bad_object"),
        ({"external_references": []}, "no_attack_id"),
        ({"external_references": [{"source_name": "mitre-attack", "external_id": "TX"}]}, "bad_attack_id"),
    ],
)
def test_an_entry_without_what_it_needs_is_skipped_and_named(tmp_path: Path, bad: dict[str, Any], code: str) -> None:
    claims, report = read(tmp_path, small(technique(1, **bad), technique(2)))
    assert [c.key for c in claims if c.kind == "technique"] == [id_of("attack-pattern", 2)]
    (problem,) = report.problems
    assert (problem.severity, problem.code, problem.kind, problem.key) == (
        "bad_entry", code, "technique", id_of("attack-pattern", 1),
    )  # fmt: skip
    assert report.skipped == {"technique": 1}
    assert report.kept_keys == {id_of("attack-pattern", 1)}
    assert report.complete


def test_a_field_that_cannot_be_read_is_left_empty_with_a_warning(tmp_path: Path) -> None:
    claims, report = read(tmp_path, small(technique(1, x_mitre_platforms="Windows", modified="yesterday")))
    assert item(claims, id_of("attack-pattern", 1)).platforms == ()
    assert sorted(problem.severity for problem in report.problems) == ["warning", "warning"]
    assert {problem.code for problem in report.problems} == {"bad_field"}


def test_after_an_object_whose_id_cannot_be_read_nothing_may_be_withdrawn(tmp_path: Path) -> None:
    nameless = technique(1)
    del nameless["id"]
    claims, report = read(tmp_path, small(nameless, technique(2), {"no": "type"}))
    assert len([c for c in claims if c.kind == "technique"]) == 1
    assert [problem.code for problem in report.problems] == ["bad_object", "not_an_object"]
    assert not report.complete


def test_of_two_objects_with_one_id_the_newer_counts_and_the_other_is_reported(tmp_path: Path) -> None:
    old = technique(1, name="old", modified="2020-01-01T00:00:00.000Z")
    new = technique(1, name="new", modified="2021-01-01T00:00:00.000Z")
    for made in (small(old, new), small(new, old)):
        claims, report = read(tmp_path, made)
        assert item(claims, old["id"]).name == "new"
        assert [problem.code for problem in report.problems] == ["repeated_key"]


def test_an_object_that_names_a_key_twice_is_bad(tmp_path: Path) -> None:
    written = json.dumps(small(technique(1), technique(2)))
    written = written.replace('"name": "attack-pattern 1"', '"name": "a", "name": "b"')
    claims, report = read(tmp_path, written)
    assert [c.key for c in claims if c.kind == "technique"] == [id_of("attack-pattern", 2)]
    assert report.kept_keys == {id_of("attack-pattern", 1)}
    assert report.complete
    assert [(problem.code, problem.key) for problem in report.problems] == [
        ("repeated_json_key", id_of("attack-pattern", 1))
    ]


def test_quotation_marks_and_colons_in_texts_are_no_repeated_keys(tmp_path: Path) -> None:
    odd = json.dumps(small(technique(1, description='say "name": x, \\": y, "name" : z'))).replace("say", "\\u0022:")
    _, report = read(tmp_path, odd)
    assert report.problems == []


# Which bundle it is.


def test_a_bundle_is_told_by_its_matrix_whatever_its_file_is_called(tmp_path: Path) -> None:
    made = small(technique(1), domain="mobile")
    path = bundle_file(tmp_path / "enterprise-attack.json", made)
    with pytest.raises(BadArchive, match="is the mobile bundle; this source is enterprise"):
        parsed(path, domain="enterprise")
    claims, _ = parsed(path, domain="mobile")
    assert {c.domain for c in claims} == {"mobile"}


def test_an_archive_of_several_domains_serves_each_source_its_own(tmp_path: Path) -> None:
    path = zip_of(
        tmp_path / "a.zip",
        {
            "top/enterprise-attack/enterprise-attack.json": json.dumps(small(technique(1))),
            "top/mobile-attack/mobile-attack-17.1.json": json.dumps(small(technique(2), domain="mobile")),
            "top/index.json": "{}",
        },
    )
    for domain, number in (("enterprise", 1), ("mobile", 2)):
        claims, _ = parsed(path, domain=domain)
        assert [c.key for c in claims if c.kind == "technique"] == [id_of("attack-pattern", number)]
    with pytest.raises(BadArchive, match=r"holds no ics bundle: it has enterprise, mobile"):
        parsed(path, domain="ics")


def test_of_several_files_of_a_domain_the_unversioned_or_the_highest_version_is_read(tmp_path: Path) -> None:
    def named(*versions: str) -> Path:
        members = {
            f"top/ics-attack/ics-attack{'-' + v if v else ''}.json": json.dumps(small(version=v or "new", domain="ics"))
            for v in versions
        }
        return zip_of(tmp_path / "a.zip", members)

    assert parsed(named("9.0", "18.1", "10.2"), domain="ics")[1].release == "18.1"
    assert parsed(named("18.1", "", "9.0"), domain="ics")[1].release == "new"


@pytest.mark.parametrize("top", ["attack-stix-data-master/enterprise-attack/", "enterprise-attack/", ""])
def test_the_bundle_is_found_with_a_top_folder_and_without(tmp_path: Path, top: str) -> None:
    path = zip_of(tmp_path / "a.zip", {f"{top}enterprise-attack.json": json.dumps(small(technique(1)))})
    assert len(parsed(path)[0]) == 2


@pytest.mark.parametrize(
    "made, says",
    [
        ({"type": "bundle", "objects": []}, "without objects"),
        ({"type": "bundle"}, "not a STIX bundle"),
        ({"objects": [{}]}, "its type is ''"),
        ([], "not a STIX bundle"),
        ('{"type": "bundle", "objects": [{"x": NaN}]}', "not a STIX bundle"),
        ('{"type": "bundle", "objects": [', "not a STIX bundle"),
        ('{"type": "bundle", "objects": [{"type": "tool"}]} trailing', "not a STIX bundle"),
        (bundle(technique(1)), "no ATT&CK matrix"),
    ],
)
def test_what_is_no_bundle_fails_the_run_with_a_reason(tmp_path: Path, made: Any, says: str) -> None:
    with pytest.raises(BadArchive, match=says):
        read(tmp_path, made)


def test_nesting_has_a_limit_that_acts_before_the_stack(tmp_path: Path) -> None:
    deep = "[" * 100_000 + "]" * 100_000
    with pytest.raises(BadArchive, match="nested deeper"):
        read(tmp_path, f'{{"type": "bundle", "objects": [{{"type": "tool", "x": {deep}}}]}}')
    fairly = "[" * 80 + "]" * 80
    written = json.dumps(small(technique(1), technique(2))).replace('"attack-pattern 1"', f'"n", "x": {fairly}')
    claims, report = read(tmp_path, written)
    assert [c.key for c in claims if c.kind == "technique"] == [id_of("attack-pattern", 2)]
    assert report.problems[0].code == "bad_json"


def test_text_that_is_not_utf_8_is_a_bad_entry_and_no_guess_is_made(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    path.write_bytes(json.dumps(small(technique(1), technique(2))).encode().replace(b"attack-pattern 1", b"\xe4\xf6"))
    claims, report = parsed(path)
    assert [c.key for c in claims if c.kind == "technique"] == [id_of("attack-pattern", 2)]
    assert "UTF-8" in report.problems[0].reason


def test_a_byte_order_mark_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(small(technique(1))).encode())
    assert len(parsed(path)[0]) == 2


def test_objects_of_no_interest_are_counted_as_no_entries(tmp_path: Path) -> None:
    marking = {"type": "marking-definition", "id": "marking-definition--1"}
    _, report = read(tmp_path, small(marking, {"type": "x-future", "id": "x"}))
    assert report.not_entries == 2
    assert report.problems == []


def test_the_release_is_unknown_when_neither_bundle_nor_setting_says_it(tmp_path: Path) -> None:
    execution = tactic(2, "execution")
    made = bundle(execution, matrix(execution), technique(1, modified="2026-05-13T00:00:00.000Z"))
    assert read(tmp_path, made)[1].release == "unknown (2026-05-13)"
    assert read(tmp_path, made, release="19.1")[1].release == "19.1"
    assert read(tmp_path, bundle(collection("20.0"), *made["objects"]), release="19.1")[1].release == "20.0"
