"""Splunk's oddities, on made-up detections."""

from pathlib import Path

import pytest
from import_support.texts import SAMPLES, item, key_of, parse_bytes, read_zip

PATH, RULE = SAMPLES["splunk"].at(1)


def test_a_detection_is_taken_whole(tmp_path: Path) -> None:
    ((claim,), report) = read_zip("splunk", tmp_path, {PATH: RULE})
    assert report.problems == []
    assert claim.key == key_of(1)
    assert claim.url == "https://github.com/splunk/security_content/blob/develop/detections/endpoint/made_up_1.yml"
    assert f"{claim.modified:%Y-%m-%d}" == "2026-01-02"
    rule = item([claim], claim.key)
    assert (rule.name, rule.body, rule.language, rule.status, rule.type) == (
        "Made up", "| made up", "spl", "production", "TTP",
    )  # fmt: skip
    assert (rule.severity, rule.risk_score, rule.log_source.sources) == (None, 25, ("Made Up 1",))
    assert (rule.technique_ids_named, rule.note, rule.license) == (("T1059.001",), "Make it up.", "Apache-2.0")
    assert (rule.false_positives, rule.authors, rule.references) == (("None",), ("Nobody",), ("https://example.org",))


def test_the_folder_says_what_is_withdrawn_and_of_a_file_by_itself_the_status() -> None:
    for path, status, withdrawn in (
        ("detections/deprecated/x.yml", "production", True),
        ("detections/cloud/x.yml", "deprecated", False),
        (None, "deprecated", True),
        (None, "production", False),
    ):
        text = RULE.replace("status: production", f"status: {status}")
        ((claim,), _) = parse_bytes("splunk", text.encode(), path=path)
        assert item([claim], claim.key).withdrawn == withdrawn


@pytest.mark.parametrize("path", ["stories/x.yml", "data_sources/x.yml", "macros/x.yml", "detections/README.md"])
def test_other_files_are_no_entries(path: str, tmp_path: Path) -> None:
    claims, report = read_zip("splunk", tmp_path, {PATH: RULE, path: RULE.replace(key_of(1), key_of(2))})
    assert [one.key for one in claims] == [key_of(1)]
    assert (report.not_entries, report.problems) == (1, [])


def test_data_sources_may_be_called_either_way() -> None:
    ((claim,), report) = parse_bytes("splunk", RULE.replace("data_source:", "data_sources:").encode(), path=PATH)
    assert item([claim], claim.key).log_source.sources == ("Made Up 1",)
    assert report.problems == []


def test_techniques_may_be_missing_and_malformed_ones_are_warned_of() -> None:
    none = RULE.replace("  mitre_attack_id:\n  - T1059.001\n", "")
    ((claim,), report) = parse_bytes("splunk", none.encode(), path=PATH)
    assert (item([claim], claim.key).technique_ids_named, report.problems) == ((), [])
    some = RULE.replace("  - T1059.001\n", "  - ' t1003 '\n  - T1003\n  - G0016\n  - [x]\n")
    ((claim,), report) = parse_bytes("splunk", some.encode(), path=PATH)
    assert item([claim], claim.key).technique_ids_named == ("T1003",)
    assert [one.reason for one in report.problems] == [
        "tags.mitre_attack_id is left empty: 'G0016' names no technique.",
        "tags.mitre_attack_id is left empty: \"['x']\" names no technique.",
    ]


@pytest.mark.parametrize("field", ["id", "name", "search"])
def test_an_entry_without_what_it_needs_is_bad(field: str) -> None:
    text = "\n".join(line for line in RULE.split("\n") if not line.startswith(f"{field}:"))
    claims, report = parse_bytes("splunk", text.encode(), path=PATH)
    assert claims == []
    (problem,) = report.problems
    assert (problem.severity, problem.reason) == ("bad_entry", f"It has no {field}.")
    assert problem.key == (None if field == "id" else key_of(1))


@pytest.mark.parametrize(
    "change", [("risk_score: 25", "risk_score: high"), ("tags:\n", "tags: none\nothers:\n"), ("type: TTP", "type: {}")]
)
def test_any_other_field_that_cannot_be_read_is_left_empty_with_a_warning(change: tuple[str, str]) -> None:
    ((claim,), report) = parse_bytes("splunk", RULE.replace(*change).encode(), path=PATH)
    assert claim.key == key_of(1)
    assert [(one.severity, one.code) for one in report.problems] == [("warning", "bad_field")]
