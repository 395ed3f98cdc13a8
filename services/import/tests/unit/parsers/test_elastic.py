"""Elastic's oddities, on made-up rules."""

from pathlib import Path

import pytest
from import_support.texts import SAMPLES, item, key_of, parse_bytes, read_zip

PATH, RULE = SAMPLES["elastic"].at(1)
QUERY = '''query = """
process where process.name == "made_up.exe"
"""
'''


def test_a_rule_is_taken_whole(tmp_path: Path) -> None:
    ((claim,), report) = read_zip("elastic", tmp_path, {PATH: RULE})
    assert report.problems == []
    assert claim.key == key_of(1)
    assert claim.url == "https://github.com/elastic/detection-rules/blob/main/rules/windows/made_up_1.toml"
    assert (f"{claim.created:%Y-%m-%d}", f"{claim.modified:%Y-%m-%d}") == ("2026-01-02", "2026-02-03")
    rule = item([claim], claim.key)
    assert rule.body == 'process where process.name == "made_up.exe"\n'
    assert (rule.name, rule.severity, rule.status, rule.type, rule.language, rule.risk_score) == (
        "Made up", "low", "production", "eql", "eql", 21,
    )  # fmt: skip
    assert (rule.log_source.indices, rule.log_source.integrations) == (("logs-made.up*",), ("made_up",))
    assert rule.technique_ids_named == ("T1059", "T1059.001")
    assert (rule.building_block, rule.withdrawn, rule.supported) == (False, False, True)


@pytest.mark.parametrize(
    "path, building_block, withdrawn",
    [
        ("rules/linux/a/b.toml", False, False),
        ("rules/_deprecated/b.toml", False, True),
        ("rules_building_block/b.toml", True, False),
    ],
)
def test_the_folder_decides(path: str, building_block: bool, withdrawn: bool, tmp_path: Path) -> None:
    ((claim,), _) = read_zip("elastic", tmp_path, {path: RULE})
    rule = item([claim], claim.key)
    assert (rule.building_block, rule.withdrawn) == (building_block, withdrawn)


def test_fields_decide_for_a_file_by_itself() -> None:
    text = RULE.replace('"production"', '"deprecated"').replace("[rule]\n", '[rule]\nbuilding_block_type = "default"\n')
    ((claim,), _) = parse_bytes("elastic", text.encode())
    rule = item([claim], claim.key)
    assert (rule.building_block, rule.withdrawn) == (True, True)


@pytest.mark.parametrize(
    "path", ["hunting/windows/x.toml", "detection_rules/etc/x.toml", "pyproject.toml", "rules_building_block/a/b.toml"]
)
def test_other_files_are_no_entries(path: str, tmp_path: Path) -> None:
    claims, report = read_zip("elastic", tmp_path, {PATH: RULE, path: RULE.replace(key_of(1), key_of(2))})
    assert [one.key for one in claims] == [key_of(1)]
    assert (report.not_entries, report.problems) == (1, [])


def test_a_hunt_among_the_rules_is_no_entry() -> None:
    claims, report = parse_bytes("elastic", b'[hunt]\nname = "x"\n', path=PATH)
    assert (claims, report.not_entries, report.problems) == ([], 1, [])


@pytest.mark.parametrize(
    "jobs, body", [('"one"', "one"), ('["one", "two"]', "one\ntwo")]
)  # fmt: skip
def test_a_machine_learning_rules_body_is_its_job(jobs: str, body: str) -> None:
    text = RULE.replace(QUERY, f"machine_learning_job_id = {jobs}\n").replace('language = "eql"\n', "")
    ((claim,), report) = parse_bytes("elastic", text.encode(), path=PATH)
    rule = item([claim], claim.key)
    assert (rule.body, rule.language, report.problems) == (body, None, [])


def test_integrations_are_a_list_or_one_text_and_an_index_may_be_missing() -> None:
    text = RULE.replace('integration = ["made_up"]', 'integration = "made_up"').replace(
        'index = ["logs-made.up*"]\n', ""
    )
    ((claim,), report) = parse_bytes("elastic", text.encode(), path=PATH)
    source = item([claim], claim.key).log_source
    assert (source.integrations, source.indices, report.problems) == (("made_up",), (), [])


def test_only_techniques_of_attack_count() -> None:
    other = '[[rule.threat]]\nframework = "MITRE ATLAS"\n[[rule.threat.technique]]\nid = "T1003"\n'
    tactic = '[[rule.threat]]\nframework = "MITRE ATT&CK"\n[rule.threat.tactic]\nid = "TA0002"\n'
    bad = '[[rule.threat]]\nframework = "MITRE ATT&CK"\ntechnique = [{id = "T12"}, {id = " t1110 "}, {name = "x"}, 5]\n'
    ((claim,), report) = parse_bytes("elastic", (RULE + other + tactic + bad).encode(), path=PATH)
    assert item([claim], claim.key).technique_ids_named == ("T1059", "T1059.001", "T1110")
    assert [problem.reason for problem in report.problems] == [
        "rule.threat.technique is left empty: one of it is a number, not a mapping.",
        "rule.threat is left empty: 'T12' names no technique.",
        "rule.threat is left empty: 'None' names no technique.",
    ]


@pytest.mark.parametrize(
    "change, says, key",
    [
        ((f'rule_id = "{key_of(1)}"\n', ""), "It has no rule.rule_id.", None),
        ((f'"{key_of(1)}"', "{a = 1}"), "Its rule.rule_id is a mapping, not text.", None),
        (('name = "Made up"\n', ""), "It has no rule.name.", key_of(1)),
        (('name = "Made up"\n', "name = true\n"), "Its rule.name is true or false, not text.", key_of(1)),
        ((QUERY, ""), "It has no rule.query.", key_of(1)),
        ((QUERY, 'query = ""\n'), "Its rule.query is empty.", key_of(1)),
        ((QUERY, "machine_learning_job_id = []\n"), "neither a query nor", key_of(1)),
        ((RULE[RULE.index("[rule]") :], ""), "It has no table [rule].", None),
        ((RULE[RULE.index("[rule]") :], "[[rule]]\na = 1\n"), "It has no table [rule].", None),
    ],
)
def test_an_entry_without_what_it_needs_is_bad(change: tuple[str, str], says: str, key: str | None) -> None:
    text = RULE.replace(*change)
    claims, report = parse_bytes("elastic", text.encode(), path=PATH)
    assert claims == []
    (problem,) = report.problems
    assert (problem.severity, problem.kind, problem.key, problem.path) == ("bad_entry", "rule", key, PATH)
    assert says in problem.reason
    assert problem.line == (text[: text.index(key)].count("\n") + 1 if key else None)


@pytest.mark.parametrize(
    "change",
    [
        ('severity = "low"', "severity = [1]"),
        ("risk_score = 21", 'risk_score = "21"'),
        ("risk_score = 21", "risk_score = inf"),
        ('author = ["Nobody"]', "author = [[1]]"),
        ('index = ["logs-made.up*"]', "index = 5"),
        ('creation_date = "2026/01/02"', 'creation_date = "soon"'),
    ],
)
def test_any_other_field_that_cannot_be_read_is_left_empty_with_a_warning(change: tuple[str, str]) -> None:
    ((claim,), report) = parse_bytes("elastic", RULE.replace(*change).encode(), path=PATH)
    assert claim.key == key_of(1)
    (problem,) = report.problems
    assert (problem.severity, problem.code, problem.key) == ("warning", "bad_field", key_of(1))


def test_dates_of_toml_count_too() -> None:
    text = RULE.replace('"2026/01/02"', "2026-01-02").replace('"2026/02/03"', "2026-02-03T04:05:06.789012345+02:00")
    ((claim,), report) = parse_bytes("elastic", text.encode(), path=PATH)
    assert (claim.created.isoformat(), claim.modified.isoformat()) == (  # type: ignore[union-attr]  # they are there
        "2026-01-02T00:00:00+00:00", "2026-02-03T02:05:06.789012+00:00",
    )  # fmt: skip
    assert report.problems == []


def test_line_ends_become_lf() -> None:
    ((claim,), _) = parse_bytes("elastic", RULE.replace("\n", "\r\n").encode(), path=PATH)
    assert item([claim], claim.key).body == 'process where process.name == "made_up.exe"\n'
