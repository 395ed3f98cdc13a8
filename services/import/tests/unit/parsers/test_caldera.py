"""Caldera's oddities, as small cases."""

from pathlib import Path
from typing import Any

from import_support.small import SMALL
from import_support.texts import item, read_file, read_zip

from aegis_contracts.imported.templates import Argument, Dependency
from aegis_import.application.report import Report

PATH = "data/abilities/discovery/x.yml"
ID = "00000000-0000-4000-8000-000000000001"


def read(tmp_path: Path, text: str, path: str = PATH) -> tuple[dict[str, Any], Report]:
    claims, report = read_zip("caldera", tmp_path, {path: text})
    return {one.key: one.item for one in claims}, report


def ability(executors: str, more: str = "technique: {attack_id: T1082}") -> str:
    return f"- id: {ID}\n  name: N\n  description: D\n  tactic: discovery\n  {more}\n  {executors}\n"


def test_lists_of_platforms_and_executors_are_split(tmp_path: Path) -> None:
    items, report = read(
        tmp_path,
        ability(
            'platforms: {"linux, darwin": {"sh,osa": {command: id, cleanup: rm x}}, windows: {cmd: {command: ver}}}'
        ),
    )
    assert list(items) == [
        f"{ID}/linux/sh",
        f"{ID}/linux/osa",
        f"{ID}/darwin/sh",
        f"{ID}/darwin/osa",
        f"{ID}/windows/cmd",
    ]
    assert report.problems == []
    assert report.measures == {"abilities": 1, "executors": 2}
    found = items[f"{ID}/darwin/osa"]
    assert (found.platforms, found.platforms_named, found.executor) == (("macOS",), ("darwin",), "osa")
    assert (found.command, found.cleanup, found.group) == ("id", "rm x", ID)
    assert (found.name, found.description, found.labels) == ("N", "D", ("discovery",))
    assert found.technique_ids_named == ("T1082",)


def test_the_other_shape_gives_the_same(tmp_path: Path) -> None:
    one, _ = read(tmp_path, ability("platforms: {linux: {sh: {command: id, cleanup: rm x}}}"))
    text = ability(
        "executors: [{platform: linux, name: sh, command: id, code: null, cleanup: [rm x], payloads: []}]",
        'technique_id: " T1082"',
    )
    other, _ = read(tmp_path, text)
    assert one == other


def test_cleanup_is_text_or_a_list_or_none(tmp_path: Path) -> None:
    for cleanup, kept in (("rm x", "rm x"), ("[rm x, rm y]", "rm x\nrm y"), ("[]", None), ("''", None), ("null", None)):
        items, report = read(tmp_path, ability(f"platforms: {{linux: {{sh: {{command: id, cleanup: {cleanup}}}}}}}"))
        assert items[f"{ID}/linux/sh"].cleanup == kept
        assert report.problems == []


def test_an_ability_that_only_cleans_up_runs_nothing_and_code_is_what_runs(tmp_path: Path) -> None:
    items, report = read(
        tmp_path,
        ability(
            "platforms: {linux: {sh: {cleanup: rm x}}, "
            "windows: {cmd: {code: class X, language: csharp}, psh: {timeout: 9}}}"
        ),
    )
    assert (items[f"{ID}/linux/sh"].command, items[f"{ID}/linux/sh"].cleanup) == ("", "rm x")
    assert items[f"{ID}/windows/cmd"].command == "class X"
    assert items[f"{ID}/windows/cmd"].labels == ("discovery", "language: csharp")
    assert [(one.code, one.key) for one in report.problems] == [("missing_field", f"{ID}/windows/psh")]
    assert report.kept_keys == {f"{ID}/windows/psh"}


def test_facts_are_arguments_and_requirements_and_payloads_dependencies(tmp_path: Path) -> None:
    more = (
        "requirements: [{plugins.x.paw_provenance: [{source: host.user.name}]}, "
        "{plugins.x.basic: [{source: a, edge: has, target: b}]}]"
    )
    executors = (
        "platforms: {linux: {sh: {command: 'cp #{host.file[filters(max=1)]} #{x} #{x} # {y}', payloads: [p.sh]}}}"
    )
    items, _ = read(tmp_path, ability(executors, more))
    found = items[f"{ID}/linux/sh"]
    assert found.arguments == (Argument(name="host.file[filters(max=1)]"), Argument(name="x"))
    assert found.dependencies == (
        Dependency(description="plugins.x.paw_provenance: host.user.name"),
        Dependency(description="plugins.x.basic: a has b"),
        Dependency(description="payload p.sh"),
    )


def test_an_elevated_ability_says_so(tmp_path: Path) -> None:
    for written, elevated in (("Elevated", True), ("User", False), ("''", False)):
        items, _ = read(tmp_path, ability("platforms: {linux: {sh: {command: id}}}", f"privilege: {written}"))
        assert items[f"{ID}/linux/sh"].elevation_required is elevated


def test_a_technique_that_is_none_is_left_empty(tmp_path: Path) -> None:
    items, report = read(tmp_path, ability("platforms: {linux: {sh: {command: id}}}", "technique: {attack_id: x1}"))
    assert items[f"{ID}/linux/sh"].technique_ids_named == ()
    assert [(one.severity, one.code, one.key) for one in report.problems] == [("warning", "bad_field", ID)]


def test_a_bad_ability_leaves_the_others_of_its_file_and_what_the_file_gave(tmp_path: Path) -> None:
    good = ability("platforms: {linux: {sh: {command: id}}}")
    items, report = read(
        tmp_path, f"{good}- id: other\n  name: N\n- name: N\n- 7\n- id: third\n  platforms: 8\n  name: N\n"
    )
    assert list(items) == [f"{ID}/linux/sh"]
    assert [(one.severity, one.code, one.line) for one in report.problems] == [
        ("bad_entry", "missing_field", 7), ("bad_entry", "missing_field", None), ("bad_entry", "not_an_entry", None),
        ("bad_entry", "missing_field", 11),
    ]  # fmt: skip
    assert report.kept_paths == {PATH}


ADVERSARY = "data/adversaries/packs/a.yml"


def test_an_adversary_has_its_steps_in_order(tmp_path: Path) -> None:
    text = "id: a1\nname: N\ndescription: D\nobjective: o1\natomic_ordering: [s2, ' s1', s2]\n"
    claims, report = read_zip("caldera", tmp_path, {ADVERSARY: text})
    assert report.problems == []
    assert [(one.kind, one.key) for one in claims] == [("adversary", "a1")]
    found = item(claims, "a1")
    assert (found.name, found.description, found.objective, found.steps) == ("N", "D", "o1", ("s2", "s1", "s2"))


def test_an_adversarys_id_has_two_names_and_its_steps_had_phases(tmp_path: Path) -> None:
    claims, _ = read_zip(
        "caldera", tmp_path, {ADVERSARY: "adversary_id: a2\nname: N\nphases: {10: [c], 2: [b], 1: [a]}\n"}
    )
    assert item(claims, "a2").steps == ("a", "b", "c")


def test_a_bad_adversary_is_named(tmp_path: Path) -> None:
    for text, key in (("id: a1\nname: N\n", "a1"), ("name: N\natomic_ordering: []\n", None), ("- a\n", None)):
        claims, report = read_zip("caldera", tmp_path, {ADVERSARY: text, **SMALL["caldera"].members(1)})
        assert [one.kind for one in claims] == ["template"]
        assert [(one.severity, one.kind, one.key) for one in report.problems] == [("bad_entry", "adversary", key)]


def test_planners_and_sources_are_no_entries(tmp_path: Path) -> None:
    members = {
        "data/planners/x.yml": "id: 1",
        "data/sources/x.yml": "id: 1",
        "README.md": "x",
        **SMALL["caldera"].members(1),
    }
    claims, report = read_zip("caldera", tmp_path, members)
    assert (len(claims), report.not_entries, report.problems) == (1, 3, [])


def test_a_file_by_itself_is_read_by_its_shape(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_text(SMALL["caldera"].written(1))
    claims, _ = read_file("caldera", path)
    assert [(one.key, one.url) for one in claims] == [(SMALL["caldera"].key_of(1), None)]
    path.write_text("id: a1\nname: N\natomic_ordering: [s]\n")
    assert [one.kind for one in read_file("caldera", path)[0]] == ["adversary"]
