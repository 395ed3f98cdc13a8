"""Files are recognised by what lies in them, wherever the archive's top folder is called what."""

import zipfile
from pathlib import Path

import pytest

from aegis_client.recognise import importable, sources_in


def archive(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as opened:
        for name in names:
            opened.writestr(name, "{}")
    return path


@pytest.mark.parametrize(
    "names, sources",
    [
        (["cti-master/enterprise-attack/enterprise-attack.json"], ["attack-enterprise"]),
        (["enterprise-attack/enterprise-attack-19.1.json"], ["attack-enterprise"]),
        (["x/ics-attack/ics-attack.json", "x/mobile-attack/m.json"], ["attack-mobile", "attack-ics"]),
        (["x/readme.md", "x/other/enterprise-attack.json"], []),
    ],
)
def test_an_archive_holds_what_its_folders_say(tmp_path: Path, names: list[str], sources: list[str]) -> None:
    assert sources_in(archive(tmp_path / "any.zip", *names)) == sources


def test_a_folder_is_looked_through_by_name(tmp_path: Path) -> None:
    (tmp_path / "ics-attack-18.1.json").write_text("{}")
    (tmp_path / "notes.txt").write_text("")
    archive(tmp_path / "a.zip", "t/enterprise-attack/e.json")
    assert [(path.name, source) for path, source in importable(tmp_path)] == [
        ("a.zip", "attack-enterprise"),
        ("ics-attack-18.1.json", "attack-ics"),
    ]
