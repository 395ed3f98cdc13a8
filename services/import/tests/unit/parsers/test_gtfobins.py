"""GTFOBins' oddities, as small cases."""

import json
from pathlib import Path
from typing import Any

import pytest
from import_support.small import FUNCTIONS, SMALL, sha
from import_support.texts import read_file, read_zip

from aegis_import.application.parsing import BadArchive
from aegis_import.application.report import Report


def read(tmp_path: Path, entries: dict[str, Any], functions: str | None = FUNCTIONS) -> tuple[dict[str, Any], Report]:
    members: dict[str, str | bytes] = {
        f"_gtfobins/{name}": value if isinstance(value, str) else json.dumps(value) for name, value in entries.items()
    }
    if functions is not None:
        members["_data/functions.yml"] = functions
    claims, report = read_zip("gtfobins", tmp_path, members)
    return {one.key: one.item for one in claims}, report


def one(**example: Any) -> dict[str, Any]:
    return {"functions": {"shell": [{"code": "x"} | example]}}


def test_an_example_becomes_a_template(tmp_path: Path) -> None:
    example = {
        "code": "g++ -x", "comment": "Mind it.", "version": "GNU", "listener": "tcp-server",
        "contexts": {
            "sudo": None, "suid": {"shell": True, "code": "g++ -p"},
            "capabilities": {"list": ["CAP_SETUID"], "comment": "C"},
        },
    }  # fmt: skip
    items, report = read(tmp_path, {"g++": {"comment": "A compiler.", "functions": {"shell": [example]}}})
    assert report.problems == []
    ((key, found),) = items.items()
    assert key == f"g++/shell/{sha('g++ -x')}"
    assert (found.name, found.command, found.group) == ("g++: Shell", "g++ -x", "g++")
    assert found.description == (
        "It can spawn a shell.\n\nA compiler.\n\nMind it.\n\nVersion: GNU\n\nsuid:\n\n```sh\ng++ -p\n```\n\n"
        "capabilities: needs CAP_SETUID\n\ncapabilities: C"
    )
    assert (found.technique_ids_named, found.platforms, found.executor) == (("T1059",), ("Linux",), "sh")
    assert (found.privileges, found.elevation_required) == (("sudo", "suid", "capabilities"), True)
    assert found.labels == ("shell", "listener: tcp-server")


def test_inherit_has_no_technique_and_keeps_from_where(tmp_path: Path) -> None:
    items, _ = read(
        tmp_path, {"x": {"functions": {"inherit": [{"code": "x", "from": "less", "contexts": {"unprivileged": None}}]}}}
    )
    (found,) = items.values()
    assert (found.technique_ids_named, found.labels) == ((), ("inherit", "from: less"))
    assert found.description.endswith("Inherits the functions of `less`.")
    assert not found.elevation_required


def test_an_alias_is_no_template(tmp_path: Path) -> None:
    items, report = read(tmp_path, {"apt": {"alias": "apt-get"}, "x": one()})
    assert len(items) == 1
    assert (report.measures, report.problems) == ({"files": 2, "aliases": 1}, [])


def test_repeats_of_a_code_are_numbered_within_a_function(tmp_path: Path) -> None:
    items, _ = read(
        tmp_path, {"x": {"functions": {"shell": [{"code": "x"}, {"code": "x"}], "file-read": [{"code": "x"}]}}}
    )
    assert list(items) == [f"x/shell/{sha('x')}", f"x/shell/{sha('x')}/2", f"x/file-read/{sha('x')}"]


def test_a_function_may_be_two_techniques_and_an_unknown_one_is_none(tmp_path: Path) -> None:
    items, report = read(tmp_path, {"x": one()}, "shell: {mitre: [T1059, ' t1071', x]}\n")
    (found,) = items.values()
    assert (found.name, found.technique_ids_named) == ("x: shell", ("T1059", "T1071"))
    assert [problem.code for problem in report.problems] == ["bad_field"]
    items, report = read(tmp_path, {"x": {"functions": {"fly": [{"code": "x"}]}}})
    assert [found.technique_ids_named for found in items.values()] == [()]
    assert [problem.code for problem in report.problems] == ["unknown_function"]


def test_eight_aliases_in_the_functions_are_read(tmp_path: Path) -> None:
    written = "shell: {label: L, mitre: &m [T1059]}\n" + "".join(f"f{n}: {{mitre: *m}}\n" for n in range(8))
    items, _ = read(tmp_path, {"x": {"functions": {"f7": [{"code": "x"}]}}}, written)
    assert [found.technique_ids_named for found in items.values()] == [("T1059",)]


@pytest.mark.parametrize(
    "functions, says",
    [
        (None, "holds no _data/functions.yml"),
        ("a: [", "cannot be read"),
        ("[]", "no mapping"),
        ("a: &a [*a]", "cannot be read"),
    ],
)
def test_without_its_functions_an_archive_is_refused(tmp_path: Path, functions: str | None, says: str) -> None:
    with pytest.raises(BadArchive, match=says):
        read(tmp_path, {"x": one()}, functions)


def test_an_archive_without_entries_and_a_file_by_itself_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadArchive, match="holds nothing"):
        read(tmp_path, {})
    path = tmp_path / "x.json"
    path.write_text("{}")
    with pytest.raises(BadArchive, match="a file by itself"):
        read_file("gtfobins", path)


def test_pages_of_before_2025_are_read(tmp_path: Path) -> None:
    page = "---\ndescription: D\nfunctions:\n  shell:\n    - description: Mind it.\n      code: x\n---\n"
    items, report = read(tmp_path, {"x.md": page}, "shell: {label: Shell, description: It can.}\n")
    ((key, found),) = items.items()
    assert (key, found.name, found.description) == (f"x/shell/{sha('x')}", "x: Shell", "It can.\n\nMind it.")
    assert (found.privileges, found.elevation_required, report.problems) == ((), False, [])


@pytest.mark.parametrize(
    "entry",
    [
        {"functions": {"shell": {}}},
        {"functions": []},
        {"comment": "x"},
        [],
        {"functions": {"shell": [{"code": None}]}},
        {"functions": {"shell": [7]}},
    ],
)
def test_a_bad_entry_is_named_and_the_others_come_in(tmp_path: Path, entry: Any) -> None:
    items, report = read(tmp_path, {"bad": entry, "made-up1": SMALL["gtfobins"].written(1)})
    assert list(items) == [SMALL["gtfobins"].key_of(1)]
    assert [(problem.severity, problem.path) for problem in report.problems] == [("bad_entry", "_gtfobins/bad")]
    assert report.kept_paths == {"_gtfobins/bad"}
