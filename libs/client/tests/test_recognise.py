"""Files are recognised by what lies in them, wherever the archive's top folder is called what; of several for one
source the newest is taken."""

import json
import os
import zipfile
from pathlib import Path

import pytest

from aegis_client.choosing import choose
from aegis_client.recognise import PATTERNS, look_through, sources_in

DATA = Path(os.environ.get("AEGIS_TEST_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))


def archive(path: Path, *names: str, content: str = "{}") -> Path:
    with zipfile.ZipFile(path, "w") as opened:
        for name in names:
            opened.writestr(name, content)
    return path


def bundle(modified: str, *, release: str | None = None, form: str = "2.1") -> str:
    objects: list[dict[str, str]] = [{"type": "attack-pattern", "modified": modified}]
    if release:
        objects.insert(0, {"type": "x-mitre-collection", "x_mitre_version": release, "modified": modified})
    if form == "2.1":
        objects = [one | {"spec_version": "2.1"} for one in objects]
    return json.dumps({"type": "bundle", "objects": objects})


@pytest.mark.parametrize(
    "names, sources",
    [
        (["cti-master/enterprise-attack/enterprise-attack.json"], ["attack-enterprise"]),
        (["enterprise-attack/enterprise-attack-19.1.json"], ["attack-enterprise"]),
        (["x/ics-attack/ics-attack.json", "x/mobile-attack/m.json"], ["attack-mobile", "attack-ics"]),
        (["x/readme.md", "x/other/enterprise-attack.json"], []),
        (["s/rules-emerging-threats/2023/a.yml"], ["sigma"]),
        (["rules/windows/a.yml"], ["sigma"]),
        (["s/regression_data/rules/a/info.yml"], []),
        (["d/rules/linux/a.toml", "d/hunting/x.toml"], ["elastic"]),
        (["s/detections/endpoint/a.yml", "s/stories/b.yml"], ["splunk"]),
        (["a/atomics/T1059.001/T1059.001.yaml"], ["atomic"]),
        (["a/atomics/Indexes/index.yaml", "a/atomics/T1059/T1003.yaml"], []),
        (["s/data/abilities/x/y.yml"], ["caldera"]),
        (["l/yml/OSBinaries/At.yml"], ["lolbas"]),
        (["g/_gtfobins/g++"], ["gtfobins"]),
        (["d/api/matrix.json"], ["d3fend"]),
        (["o/nist.gov/SP800-53/rev5/json/NIST_SP-800-53_rev5_catalog.json"], ["nist-800-53"]),
        (["m/mappings/nist_800_53/attack-16.1/nist_800_53-rev5/enterprise/x.json"], ["nist-800-53-mappings"]),
        (["c/CIS_Controls_v8_to_Enterprise_ATTCK_v82_Master_Mapping__5262021.xlsx"], ["cis-v8"]),
        (["m/clusters/threat-actor.json", "m/clusters/mitre-intrusion-set.json"], ["misp-actors"]),
    ],
)
def test_an_archive_holds_what_its_folders_say(tmp_path: Path, names: list[str], sources: list[str]) -> None:
    assert [one.source for one in sources_in(archive(tmp_path / "any.zip", *names))] == sources


def test_bare_files_are_known_by_their_names_and_a_spreadsheet_is_no_archive(tmp_path: Path) -> None:
    sheet = archive(tmp_path / "CIS_Controls_v8_to_ATTCK.xlsx", "xl/workbook.xml")
    other = archive(tmp_path / "budget.xlsx", "xl/workbook.xml")
    (tmp_path / "threat-actor.json").write_text("{}")
    assert [one.source for one in sources_in(sheet)] == ["cis-v8"]
    assert sources_in(other) == []
    assert [one.source for one in sources_in(tmp_path / "threat-actor.json")] == ["misp-actors"]


def test_a_folder_is_looked_through_and_what_is_left_out_is_named(tmp_path: Path) -> None:
    (tmp_path / "ics-attack-18.1.json").write_text("{}")
    (tmp_path / "notes.txt").write_text("")
    (tmp_path / ".hidden").write_text("")
    (tmp_path / "broken.zip").write_bytes(b"PK\x05\x06" + b"\0" * 18)
    archive(tmp_path / "a.zip", "t/enterprise-attack/e.json")
    archive(tmp_path / "old.zip", "x/frameworks/attack_12_1/nist800_53_r5/stix/m.json")
    looked = look_through(tmp_path)
    assert [(one.file.name, one.source) for one in looked.found] == [
        ("a.zip", "attack-enterprise"),
        ("ics-attack-18.1.json", "attack-ics"),
    ]
    reasons = {one.file.name: one.reason for one in looked.left_out}
    assert set(reasons) == {"broken.zip", "notes.txt", "old.zip"}
    assert "retired" in reasons["old.zip"]


@pytest.mark.parametrize(
    "first, second, taken, why",
    [
        (bundle("2026-05-12T15:12:00.617Z", form="2.0"), bundle("2026-05-12T15:12:00.617Z", release="19.1"), 1, "form"),
        (bundle("2025-11-13T00:00:00Z", release="18.1"), bundle("2026-05-12T00:00:00Z", form="2.0"), 1, "newer"),
        (bundle("2026-05-12T00:00:00Z", release="9.0"), bundle("2026-05-12T00:00:00Z", release="19.1"), 1, "release"),
        (bundle("2026-05-12T00:00:00Z", release="19.1"), bundle("2025-05-12T00:00:00Z", release="18.1"), 0, "newer"),
    ],
)
def test_of_two_bundles_of_one_domain_the_newer_is_taken_and_the_other_named(
    tmp_path: Path, first: str, second: str, taken: int, why: str
) -> None:
    files = [
        archive(tmp_path / "a.zip", "x/ics-attack/i.json", content=first),
        archive(tmp_path / "b.zip", "x/ics-attack/i.json", content=second),
    ]
    chosen, left_out = choose(look_through(tmp_path).found)
    assert [one.file for one in chosen] == [files[taken]]
    (other,) = left_out
    assert (other.file, other.source) == (files[1 - taken], "attack-ics")
    assert why in other.reason
    assert files[taken].name in other.reason


def test_every_archive_of_the_test_data_is_recognised() -> None:
    if not DATA.is_dir():
        pytest.skip(f"{DATA} is not here: set AEGIS_TEST_DATA to the folder of upstream archives")
    looked = look_through(DATA)
    chosen, left_out = choose(looked.found)
    assert [one.source for one in chosen] == list(PATTERNS), "each source, once"
    taken = {one.source: one.file.name for one in chosen}
    assert taken["attack-enterprise"] == "attack-stix-data-enterprise-attack-19.1.zip"
    assert taken["attack-ics"] == "cti-ics-attack-19.1.zip"
    assert taken["attack-mobile"] == "cti-mobile-attack-19.0.zip"
    assert {one.file.name for one in looked.left_out} == {
        "MANIFEST.json",
        "README.md",
        "attack-control-framework-mappings-main.zip",
    }
    assert len(left_out) == 3
