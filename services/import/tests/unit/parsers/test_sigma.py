"""Sigma's oddities, on made-up rules."""

import time
from pathlib import Path

import pytest
from import_support.texts import SAMPLES, item, key_of, parse_bytes, read_zip

from aegis_contracts.imported.rules import RuleLogSource

PATH, RULE = SAMPLES["sigma"].at(1)
GLOBAL = """\
action: global
title: Made up
id: 11111111-1111-4111-8111-111111111111
tags: [attack.t1003]
level: high
detection:
    condition: 1 of them
    shared: {a: 1}
"""


def test_a_rule_is_taken_whole(tmp_path: Path) -> None:
    ((claim,), report) = read_zip("sigma", tmp_path, {PATH: RULE})
    assert report.problems == []
    assert claim.key == key_of(1)
    assert claim.url == "https://github.com/SigmaHQ/sigma/blob/master/rules/windows/made_up_1.yml"
    assert f"{claim.created:%Y-%m-%d}" == "2026-01-02"
    assert claim.modified == claim.created
    rule = item([claim], claim.key)
    assert rule.body == RULE
    assert (rule.name, rule.severity, rule.status, rule.language) == ("Made up", "low", "test", "sigma")
    assert rule.log_source == RuleLogSource(product="windows", category="process_creation")
    assert (rule.technique_ids_named, rule.authors, rule.license) == (("T1059.001",), ("Nobody",), "DRL 1.1")
    assert (rule.supported, rule.withdrawn) == (True, False)


@pytest.mark.parametrize(
    "folder, supported, withdrawn",
    [("rules", True, False), ("rules-emerging-threats", True, False), ("unsupported", False, False),
     ("deprecated", True, True)],
)  # fmt: skip
def test_the_folder_decides_whatever_the_status_says(
    folder: str, supported: bool, withdrawn: bool, tmp_path: Path
) -> None:
    for status in ("status: stable", "status: deprecated", "status: unsupported", ""):
        text = RULE.replace("status: test", status)
        ((claim,), _) = read_zip("sigma", tmp_path, {f"{folder}/a/b/c.yml": text})
        rule = item([claim], claim.key)
        assert (rule.supported, rule.withdrawn) == (supported, withdrawn)


@pytest.mark.parametrize(
    "status, supported, withdrawn",
    [("stable", True, False), ("deprecated", True, True), ("unsupported", False, False)],
)
def test_the_status_decides_for_a_file_by_itself(status: str, supported: bool, withdrawn: bool) -> None:
    ((claim,), _) = parse_bytes("sigma", RULE.replace("status: test", f"status: {status}").encode())
    rule = item([claim], claim.key)
    assert (rule.supported, rule.withdrawn) == (supported, withdrawn)


@pytest.mark.parametrize(
    "path",
    ["regression_data/rules/x/info.yml", "other/godmode_sigma_rule.yml", "deprecated/deprecated.json", "rules.yml",
     "tests/rules/x.yml", "rules/README.md"],
)  # fmt: skip
def test_other_files_are_no_entries(path: str, tmp_path: Path) -> None:
    claims, report = read_zip("sigma", tmp_path, {PATH: RULE, path: RULE.replace(key_of(1), key_of(2))})
    assert [one.key for one in claims] == [key_of(1)]
    assert (report.not_entries, report.problems) == (1, [])


def test_without_a_top_folder_rules_are_found_though_other_files_look_as_if_there_were_one(tmp_path: Path) -> None:
    members = dict(SAMPLES["sigma"].at(number) for number in range(1, 4))
    info = "id: 1\nauthor: Nobody\n"
    odd = {f"regression_data/rules/windows/{number}/info.yml": info for number in range(2)}
    claims, report = read_zip("sigma", tmp_path, {**odd, **members}, top="")
    assert [one.path for one in claims] == list(members)
    assert (report.not_entries, report.problems) == (2, [])


def test_tags_that_name_no_technique_are_passed_over_and_malformed_ones_warned_of() -> None:
    tags = "attack.T1059, ' attack.t1003.001 ', attack.g0016, attack.s0002, attack.ds0005, attack.t1059, cve.2024-1, "
    tags += "car.2016-04-005, detection.emerging-threats, stp.1k, attack.defense-evasion, attack.defense_evasion"
    tags += ", attack.t1, 5"
    text = RULE.replace("    - attack.execution\n    - attack.t1059.001\n", f"    [{tags}]\n")
    ((claim,), report) = parse_bytes("sigma", text.encode(), path=PATH)
    assert item([claim], claim.key).technique_ids_named == ("T1059", "T1003.001")
    assert [(one.severity, one.code) for one in report.problems] == [("warning", "bad_field")]
    assert "'attack.t1' names no technique" in report.problems[0].reason


def test_a_global_document_is_no_rule_and_holds_for_those_after_it() -> None:
    text = f"""\
{GLOBAL}---
logsource: {{product: windows}}
detection:
    mine: {{b: 2}}
---
logsource: {{product: linux}}
level: low
detection:
    shared: {{a: 3}}
---
id: 22222222-2222-4222-8222-222222222222
detection:
    mine: {{c: 2}}
"""
    claims, report = parse_bytes("sigma", text.encode(), path="unsupported/x.yml")
    assert report.problems == []
    first, second, third = claims
    one = "11111111-1111-4111-8111-111111111111"
    assert [first.key, second.key] == [f"{one}#1", f"{one}#2"]
    assert third.key == "22222222-2222-4222-8222-222222222222"
    assert [item(claims, claim.key).severity for claim in claims] == ["high", "low", "high"]
    assert {item(claims, claim.key).technique_ids_named for claim in claims} == {("T1003",)}
    assert item(claims, second.key).log_source.product == "linux"
    body = item(claims, first.key).body
    assert body == GLOBAL + "---\nlogsource: {product: windows}\ndetection:\n    mine: {b: 2}\n"


def test_a_part_of_a_global_without_detection_has_that_of_the_global() -> None:
    ((claim,), report) = parse_bytes("sigma", f"{GLOBAL}---\nlogsource: {{product: x}}\n".encode(), path=PATH)
    assert (claim.key, report.problems) == ("11111111-1111-4111-8111-111111111111#1", [])


def test_parts_without_any_id_are_bad_entries() -> None:
    text = GLOBAL.replace("id: 11111111-1111-4111-8111-111111111111\n", "") + "---\nlogsource: {product: x}\n"
    claims, report = parse_bytes("sigma", text.encode(), path=PATH)
    assert (claims, [one.reason for one in report.problems]) == ([], ["It has no id."])


def test_a_global_that_no_document_follows_is_bad() -> None:
    claims, report = parse_bytes("sigma", GLOBAL.encode(), path=PATH)
    assert (claims, [one.reason for one in report.problems]) == ([], ["The file holds no rule."])


def test_another_action_than_global_is_not_guessed_at() -> None:
    text = f"{GLOBAL}---\naction: repeat\nlogsource: {{product: x}}\n"
    claims, report = parse_bytes("sigma", text.encode(), path=PATH)
    assert (claims, [one.reason for one in report.problems]) == ([], ["Its action 'repeat' is not read."])


@pytest.mark.parametrize(
    "text",
    [
        GLOBAL + "description: " + "x" * 400_000 + "\n" + "---\na: 1\n" * 60_000,
        GLOBAL + "".join(f"k{n}: 1\n" for n in range(50_000)) + "---\na: 1\n" * 60_000,
        "--- {a: 1}\n" * 90_000,
    ],
)
def test_a_global_that_many_documents_repeat_is_a_bad_file_at_once(text: str) -> None:
    began = time.process_time()
    claims, report = parse_bytes("sigma", text.encode(), path=PATH)
    assert time.process_time() - began < 3
    assert (claims, [one.code for one in report.problems]) == ([], ["bad_yaml"])
    assert "repeat more than" in report.problems[0].reason


def test_several_rules_of_one_file_have_their_own_text_each() -> None:
    second = RULE.replace(key_of(1), key_of(2))
    claims, report = parse_bytes("sigma", f"# both\n---\n{RULE}--- # next\n{second}...\n".encode(), path=PATH)
    assert [(claim.key, item(claims, claim.key).body) for claim in claims] == [
        (key_of(1), RULE), (key_of(2), f"{second}...\n"),
    ]  # fmt: skip
    assert report.problems == []


def test_a_correlation_is_no_entry() -> None:
    text = f"{RULE}---\ntitle: Many\nid: {key_of(2)}\ncorrelation: {{type: event_count, rules: [a]}}\n"
    claims, report = parse_bytes("sigma", text.encode(), path=PATH)
    assert ([one.key for one in claims], report.not_entries, report.problems) == ([key_of(1)], 1, [])


@pytest.mark.parametrize(
    "change, says, key",
    [
        ((f"id: {key_of(1)}\n", ""), "It has no id.", None),
        ((key_of(1), "[1, 2]"), "Its id is a list, not text.", None),
        ((key_of(1), "''"), "Its id is empty.", None),
        ((key_of(1), "x" * 600), "longer than 512", None),
        (("title: Made up\n", ""), "It has no title.", key_of(1)),
        (("title: Made up\n", "title: '  '\n"), "Its title is empty.", key_of(1)),
        (("title: Made up\n", "title: {a: b}\n"), "Its title is a mapping, not text.", key_of(1)),
        (("title: Made up\n", 'title: "a\\0b"\n'), "Its title is text with a zero byte", key_of(1)),
        (("detection:", "detections:"), "It has no detection.", key_of(1)),
        ((RULE[RULE.index("detection:") :], "detection: none\n"), "It has no detection.", key_of(1)),
        ((RULE[RULE.index("detection:") :], "detection: {}\n"), "It has no detection.", key_of(1)),
    ],
)
def test_an_entry_without_what_it_needs_is_bad(change: tuple[str, str], says: str, key: str | None) -> None:
    text = RULE.replace(*change)
    claims, report = parse_bytes("sigma", text.encode(), path=PATH)
    assert claims == []
    (problem,) = report.problems
    assert (problem.severity, problem.kind, problem.key, problem.path) == ("bad_entry", "rule", key, PATH)
    assert says in problem.reason
    assert problem.line == (text[: text.index(key)].count("\n") + 1 if key else None)
    assert (report.kept_keys, report.kept_paths) == (({key}, set()) if key else (set(), {PATH}))


@pytest.mark.parametrize(
    "change, field",
    [
        (("level: low", "level: [low]"), "severity"),
        (("status: test", "status: {a: 1}"), "status"),
        (("author: Nobody", "author: {a: 1}"), "authors"),
        (("    product: windows", "    product: [windows]"), "log_source"),
        (("logsource:\n    category: process_creation\n    product: windows", "logsource: windows"), "log_source"),
        (("description: Sees what nobody does", "description: yes"), "description"),
    ],
)
def test_any_other_field_that_cannot_be_read_is_left_empty_with_a_warning(change: tuple[str, str], field: str) -> None:
    ((claim,), report) = parse_bytes("sigma", RULE.replace(*change).encode(), path=PATH)
    assert not getattr(item([claim], claim.key), field) or field == "log_source"
    (problem,) = report.problems
    assert (problem.severity, problem.code, problem.key) == ("warning", "bad_field", key_of(1))
    assert "is left empty" in problem.reason


def test_a_date_that_is_none_is_left_empty_with_a_warning() -> None:
    ((claim,), report) = parse_bytes("sigma", RULE.replace("2026-01-02", "yesterday").encode(), path=PATH)
    assert claim.created is None
    assert report.problems[0].reason == "date is left empty: 'yesterday' is no date."


def test_detections_are_dicts_lists_or_text_and_numbers_with_zeros_stay_text() -> None:
    detection = "detection:\n    a: [x, {y: 1}]\n    b: text\n    c:\n        pid: 00000429\n    condition: a\n"
    text = RULE[: RULE.index("detection:")] + detection
    ((claim,), report) = parse_bytes("sigma", text.encode(), path=PATH)
    assert "pid: 00000429" in item([claim], claim.key).body
    assert report.problems == []


def test_line_ends_become_lf_and_odd_letters_stay() -> None:
    odd = "\t\xa0\u200d\u202e"
    text = RULE.replace("Sees what nobody does", f"'Sees{odd}what'").replace("\n", "\r\n")
    ((claim,), _) = parse_bytes("sigma", text.encode(), path=PATH)
    rule = item([claim], claim.key)
    assert rule.body == text.replace("\r\n", "\n")
    assert rule.description == f"Sees{odd}what"


def test_related_rules_and_other_lists_are_kept() -> None:
    more = "related:\n    - {id: abc, type: similar}\n    - {type: similar}\n"
    more += "falsepositives: Unlikely\nreferences: [a, ~, 5]\n"
    ((claim,), report) = parse_bytes("sigma", (RULE + more + "license: MIT\n").encode(), path=PATH)
    rule = item([claim], claim.key)
    assert (rule.related, rule.false_positives, rule.references) == (("abc",), ("Unlikely",), ("a", "5"))
    assert (rule.license, report.problems) == ("MIT", [])
