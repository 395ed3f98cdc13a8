"""Atomic Red Team's oddities, on made-up tests."""

from pathlib import Path

import pytest
from import_support.texts import SAMPLES, item, key_of, parse_bytes, read_zip

from aegis_contracts.imported.templates import Argument, Dependency

PATH, TEST = SAMPLES["atomic"].at(1)
FULL = (
    TEST.replace("  - windows\n", "  - windows\n  - iaas:aws\n  - iaas:gcp\n  - office-365\n  - google-workspace\n")
    + """\
    cleanup_command: |
      echo bye
    elevation_required: true
  input_arguments:
    path:
      description: Where
      type: Path
      default: C:\\made\\up
    port: {description: Which, type: INTEGER, default: 4444}
    ratio: {type: float, default: 0.5}
    nothing: {type: String, default: null}
    absent: {type: url}
    switch: {description: Switch, default: true}
  dependency_executor_name: sh
  dependencies:
  - description: A thing
    prereq_command: test -f thing
    get_prereq_command: ''
"""
)


def test_a_test_is_taken_whole(tmp_path: Path) -> None:
    ((claim,), report) = read_zip("atomic", tmp_path, {PATH: FULL})
    assert report.problems == []
    assert claim.url == "https://github.com/redcanaryco/atomic-red-team/blob/master/atomics/T1001/T1001.yaml"
    test = item([claim], key_of(1))
    assert (test.name, test.description, test.technique_ids_named) == ("Say hello", "Says hello.\n", ("T1059.001",))
    assert test.platforms == ("Windows", "IaaS", "Office Suite")
    assert test.platforms_named == ("windows", "iaas:aws", "iaas:gcp", "office-365", "google-workspace")
    assert (test.executor, test.command, test.cleanup) == ("powershell", "echo hello\n", "echo bye\n")
    assert test.elevation_required
    assert test.arguments == (
        Argument(name="path", description="Where", type="path", default="C:\\made\\up"),
        Argument(name="port", description="Which", type="integer", default="4444"),
        Argument(name="ratio", type="float", default="0.5"),
        Argument(name="nothing", type="string"),
        Argument(name="absent", type="url"),
        Argument(name="switch", description="Switch", default="true"),
    )
    assert test.dependencies == (Dependency(description="A thing", check="test -f thing"),)
    assert (test.dependency_executor, test.license) == ("sh", "MIT")


@pytest.mark.parametrize("cleanup", ["null", "", "''", "'  '", "|\n\n"])
def test_an_empty_cleanup_is_none(cleanup: str) -> None:
    text = TEST + f"    cleanup_command: {cleanup}\n"
    ((claim,), report) = parse_bytes("atomic", text.encode(), path=PATH)
    assert (item([claim], key_of(1)).cleanup, report.problems) == (None, [])


def test_a_manual_test_has_steps() -> None:
    text = TEST.replace("name: powershell\n    command: |\n      echo hello", "name: manual\n    steps: |\n      1. Go")
    ((claim,), report) = parse_bytes("atomic", text.encode(), path=PATH)
    test = item([claim], key_of(1))
    assert (test.executor, test.command, test.elevation_required, report.problems) == ("manual", "1. Go\n", False, [])


@pytest.mark.parametrize(
    "path",
    ["atomics/Indexes/index.yaml", "atomics/T1001/T1002.yaml", "atomics/T1001/src/T1001.yaml", "atomics/T1001/T1001.md",
     "bin/T1001/T1001.yaml"],
)  # fmt: skip
def test_other_files_are_no_entries(path: str, tmp_path: Path) -> None:
    claims, report = read_zip("atomic", tmp_path, {PATH: TEST, path: TEST.replace(key_of(1), key_of(2))})
    assert [one.key for one in claims] == [key_of(1)]
    assert (report.not_entries, report.problems) == (1, [])


@pytest.mark.parametrize(
    "change, says, key, line",
    [
        ((f"  auto_generated_guid: {key_of(1)}\n", ""), "It has no auto_generated_guid.", None, None),
        (("name: Say hello", "title: Say hello"), "It has no name.", key_of(1), 5),
        (("    command: |\n      echo hello\n", ""), "It has no executor.command.", key_of(1), 5),
        (("|\n      echo hello", "[a]"), "Its executor.command is a list, not text.", key_of(1), 5),
        (("|\n      echo hello", "'  '"), "Its executor.command is empty.", key_of(1), 5),
        (("executor:", "executors:"), "It has no executor.command.", key_of(1), 5),
    ],
)
def test_a_bad_test_is_named_and_the_others_of_its_file_come_in(
    change: tuple[str, str], says: str, key: str | None, line: int | None
) -> None:
    other = TEST[TEST.index("- name") :].replace(key_of(1), key_of(2))
    claims, report = parse_bytes("atomic", (TEST.replace(*change) + other).encode(), path=PATH)
    assert [one.key for one in claims] == [key_of(2)]
    (problem,) = report.problems
    assert (problem.severity, problem.kind, problem.key, problem.line) == ("bad_entry", "template", key, line)
    assert says in problem.reason


@pytest.mark.parametrize("tests", ["", "atomic_tests: {}", "atomic_tests: x", "atomic_tests:"])
def test_a_file_without_tests_is_bad(tests: str) -> None:
    claims, report = parse_bytes("atomic", f"attack_technique: T1001\n{tests}\n".encode(), path=PATH)
    assert (claims, [one.reason for one in report.problems]) == ([], ["It has no list of atomic_tests."])


@pytest.mark.parametrize(
    "change",
    [
        ("attack_technique: T1059.001", "attack_technique: TX"),
        ("attack_technique: T1059.001", "attack_technique: [T1059]"),
        ("attack_technique: T1059.001\n", ""),
        ("  - windows\n", "  - amiga\n"),
        ("  - windows\n", "  - {a: b}\n"),
        ("    elevation_required: true\n", "    elevation_required: 'maybe'\n"),
        ("    port: {description: Which, type: INTEGER, default: 4444}\n", "    port: 4444\n"),
        ("    port: ", "    on: "),
        ("default: 4444", "default: [4444]"),
        ("  - description: A thing\n    prereq_command: test -f thing\n    get_prereq_command: ''\n", "  - x\n"),
        ("  dependency_executor_name: sh\n", "  dependency_executor_name: [sh]\n"),
    ],
)
def test_any_other_field_that_cannot_be_read_is_left_empty_with_a_warning(change: tuple[str, str]) -> None:
    assert change[0] in FULL
    ((claim,), report) = parse_bytes("atomic", FULL.replace(*change).encode(), path=PATH)
    assert claim.key == key_of(1)
    assert [(one.severity, one.code) for one in report.problems] == [("warning", "bad_field")]
    assert "left empty" in report.problems[0].reason


def test_tests_of_one_name_are_told_apart_by_their_guid() -> None:
    other = TEST[TEST.index("- name") :].replace(key_of(1), key_of(2))
    claims, report = parse_bytes("atomic", (TEST + other).encode(), path=PATH)
    assert ([one.key for one in claims], report.problems) == ([key_of(1), key_of(2)], [])
