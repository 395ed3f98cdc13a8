"""LOLBAS' oddities, as small cases."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from import_support.small import SMALL, sha
from import_support.texts import read_file, read_zip

from aegis_import.application.parsing import BadArchive
from aegis_import.application.report import Report

PATH = "yml/OSBinaries/X.yml"


def read(tmp_path: Path, *commands: dict[str, Any], **program: Any) -> tuple[dict[str, Any], Report]:
    written = json.dumps({"Name": "X.exe", "Commands": list(commands)} | program)
    claims, report = read_zip("lolbas", tmp_path, {PATH: written})
    return {one.key: one.item for one in claims}, report


def test_a_command_becomes_a_template(tmp_path: Path) -> None:
    command = {
        "Command": "x.exe /a", "Usecase": "Do it", "Description": "Does it", "Category": "Execute",
        "Privileges": "Local Admin", "MitreID": " t1218 ", "OperatingSystem": "Windows 10,Windows 11",
        "Tags": [{"Execute": "DLL"}, {"Execute": "DLL"}],
    }  # fmt: skip
    program = {
        "Author": "A", "Acknowledgement": [{"Person": "B", "Handle": "@b"}, {"Person": "A"}, {"Person": None}],
        "Detection": [{"IOC": "x.exe runs"}, {"Sigma": "https://s.example"}], "Resources": [{"Link": "https://r.example"}],
        "Code_Sample": [{"Code": "https://c.example"}], "Created": "2026-01-02",
    }  # fmt: skip
    written = json.dumps({"Name": "X.exe", "Commands": [command]} | program)
    (claim,), report = read_zip("lolbas", tmp_path, {PATH: written})
    assert report.problems == []
    assert claim.key == f"OSBinaries/X.yml/{sha('x.exe /a')}"
    assert claim.url == "https://github.com/LOLBAS-Project/LOLBAS/blob/master/yml/OSBinaries/X.yml"
    assert claim.created == datetime(2026, 1, 2, tzinfo=UTC)
    found: Any = claim.item
    assert (found.name, found.command, found.group) == ("X.exe: Do it", "x.exe /a", "OSBinaries/X.yml")
    assert found.description == "Does it\n\nDetection:\n\n- IOC: x.exe runs\n- Sigma: https://s.example"
    assert (found.technique_ids_named, found.platforms, found.executor) == (("T1218",), ("Windows",), "command_prompt")
    assert found.platforms_named == ("Windows 10", "Windows 11")
    assert (found.privileges, found.elevation_required) == (("Local Admin",), True)
    assert found.labels == ("Execute", "Execute: DLL")
    assert (found.authors, found.references) == (("A", "B"), ("https://r.example", "https://c.example"))


def test_repeats_of_a_text_are_numbered_and_keys_are_never_positions(tmp_path: Path) -> None:
    first = f"OSBinaries/X.yml/{sha('a')}"
    items, _ = read(tmp_path, {"Command": "a"}, {"Command": "b"}, {"Command": "a"}, {"Command": "a"})
    assert list(items) == [first, f"OSBinaries/X.yml/{sha('b')}", f"{first}/2", f"{first}/3"]
    moved, _ = read(tmp_path, {"Command": "new"}, {"Command": "b"}, {"Command": "a"})
    assert moved.keys() - items.keys() == {f"OSBinaries/X.yml/{sha('new')}"}


def test_one_file_name_in_two_folders_is_two_entries(tmp_path: Path) -> None:
    text = SMALL["lolbas"].written(1)
    claims, _ = read_zip("lolbas", tmp_path, {"yml/OSBinaries/X.yml": text, "yml/OSScripts/X.yml": text})
    assert len({one.key for one in claims}) == 2


def test_crlf_and_lf_make_one_key(tmp_path: Path) -> None:
    text = SMALL["lolbas"].written(1).replace("made_up.exe {CMD}", "|\n      a\n      b")
    one, _ = read_zip("lolbas", tmp_path, {PATH: text})
    other, _ = read_zip("lolbas", tmp_path, {PATH: text.replace("\n", "\r\n")})
    assert [claim.key for claim in one] == [claim.key for claim in other]
    assert one == other


@pytest.mark.parametrize(
    "privileges, elevated",
    [
        ("User", False),
        ("Administrator", True),
        ("SYSTEM", True),
        ("Any", False),
        ("User, Administrator in Windows 8", False),
    ],
)
def test_administrators_privileges_are_elevated(tmp_path: Path, privileges: str, elevated: bool) -> None:
    items, _ = read(tmp_path, {"Command": "a", "Privileges": privileges})
    assert [one.elevation_required for one in items.values()] == [elevated]


def test_detection_may_be_null_and_other_parts_are_left_empty(tmp_path: Path) -> None:
    items, report = read(tmp_path, {"Command": "a", "MitreID": "x"}, Detection=None, Resources="x", Created="some day")
    assert [one.description for one in items.values()] == [""]
    assert sorted((one.severity, one.reason) for one in report.problems) == [
        ("warning", "Created is left empty: 'some day' is no date."),
        ("warning", "MitreID is left empty: 'x' names no technique."),
        ("warning", "Resources is left empty: one of it is text, not a mapping."),
    ]


def test_a_command_without_text_is_bad_and_the_others_come_in(tmp_path: Path) -> None:
    items, report = read(tmp_path, {"Command": "a"}, {"Command": " "}, {"Command": ["x"]}, 7, {"Usecase": "x"})  # type: ignore[arg-type]  # on purpose
    assert len(items) == 1
    assert [one.severity for one in report.problems] == ["bad_entry"] * 4
    assert report.kept_paths == {PATH}


def test_a_program_without_a_name_is_bad(tmp_path: Path) -> None:
    items, report = read(tmp_path, {"Command": "a"}, Name=None)
    assert items == {}
    assert [(one.code, one.key) for one in report.problems] == [("missing_field", f"OSBinaries/X.yml/{sha('a')}")]


def test_the_template_and_the_old_archive_are_no_entries(tmp_path: Path) -> None:
    text = SMALL["lolbas"].written(1)
    members = {"YML-Template.yml": text, "Archive-Old-Version/LOLUtilz/OSBinaries/x.yml": text, PATH: text}
    claims, report = read_zip("lolbas", tmp_path, members)
    assert (len(claims), report.not_entries) == (1, 2)


def test_a_file_by_itself_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("{}")
    with pytest.raises(BadArchive, match="does not say where it stands"):
        read_file("lolbas", path)
