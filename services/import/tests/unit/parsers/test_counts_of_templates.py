"""The exact counts and hashes of sources.md for Caldera, LOLBAS and GTFOBins, on the upstream archives."""

from collections import Counter
from typing import Any

import pytest
from import_support.small import sha
from import_support.texts import Counted, counted, read_upstream

from aegis_import.application.claims import ParsedClaim
from aegis_import.application.report import Report

pytestmark = pytest.mark.data

CALDERA = "stockpile-master.zip"
LOLBAS = "LOLBAS-master.zip"
GTFOBINS = "GTFOBins.github.io-master.zip"


def read(format_: str, archive: str) -> tuple[list[ParsedClaim], list[Any], Report]:
    """The templates' claims, their items, and the report, in which nothing is bad."""
    claims, report = read_upstream(format_, archive)
    assert report.problems == []
    assert report.complete
    assert len({(one.kind, one.key) for one in claims}) == len(claims)
    templates = [one for one in claims if one.kind == "template"]
    return templates, [one.item for one in templates], report


def ids_sha(items: list[Any]) -> str:
    return sha("\n".join(sorted({id_ for one in items for id_ in one.technique_ids_named})))[:16]


def file_pairs(claims: list[ParsedClaim]) -> int:
    return len({(one.path, id_) for one in claims for id_ in one.item.technique_ids_named})  # type: ignore[union-attr]


def test_caldera_gives_a_template_for_each_ability_platform_and_executor() -> None:
    claims, items, report = read("caldera", CALDERA)
    assert report.measures == {"abilities": 209, "executors": 323}
    assert counted(claims) == Counted(files=209, entries=354, with_technique=354, ids=123, pairs=354)
    assert len({one.group for one in items}) == 209
    assert Counter(one.platforms_named for one in items) == {("windows",): 205, ("linux",): 81, ("darwin",): 68}
    assert Counter(one.platforms for one in items) == {("Windows",): 205, ("Linux",): 81, ("macOS",): 68}
    executors = Counter(one.executor for one in items)
    assert [executors.pop(name) for name in ("psh", "sh", "pwsh", "cmd")] == [161, 144, 22, 20]
    assert executors.total() == 7
    assert ids_sha(items) == "80dba6567ba94394"


def test_caldera_gives_adversaries_with_their_steps_in_order() -> None:
    claims, report = read_upstream("caldera", CALDERA)
    adversaries: list[Any] = [one.item for one in claims if one.kind == "adversary"]
    abilities = {one.item.group for one in claims if one.kind == "template"}  # type: ignore[union-attr]
    steps = [step for one in adversaries for step in one.steps]
    assert len(adversaries) == 27
    assert (len(steps), sum(step not in abilities for step in steps)) == (183, 34)
    assert sum(one.objective is not None for one in adversaries) == 4
    # data/planners, data/sources, the licence
    assert report.not_entries == 9


def test_lolbas_gives_every_command() -> None:
    claims, items, report = read("lolbas", LOLBAS)
    assert report.measures == {"files": 243}
    assert counted(claims) == Counted(files=243, entries=482, with_technique=482, ids=60, pairs=482)
    assert file_pairs(claims) == 308
    assert ids_sha(items) == "9c2bbd49afec6c81"
    assert len({(one.group, one.command) for one in items}) == 446
    assert sum(one.key.count("/") > one.item.group.count("/") + 1 for one in claims) == 482 - 446  # type: ignore[union-attr]
    assert len({one.privileges for one in items}) == 11
    assert {(one.platforms, one.executor) for one in items} == {(("Windows",), "command_prompt")}
    assert all(one.created is not None for one in claims)


def test_gtfobins_gives_every_example() -> None:
    claims, items, report = read("gtfobins", GTFOBINS)
    assert report.measures == {"files": 478, "aliases": 20}
    assert counted(claims) == Counted(files=458, entries=822, with_technique=742, ids=8, pairs=770)
    assert Counter(one.labels[0] for one in items).most_common(4) == [
        ("shell", 271), ("file-read", 214), ("file-write", 92), ("inherit", 80),
    ]  # fmt: skip
    assert file_pairs(claims) == 646
    assert sum(not one.technique_ids_named for one in items) == 80
    assert "ld.so" in {one.group for one in items}
    assert {(one.platforms, one.executor) for one in items} == {(("Linux",), "sh")}


@pytest.mark.parametrize("format_, archive", [("caldera", CALDERA), ("lolbas", LOLBAS), ("gtfobins", GTFOBINS)])
def test_every_entry_keeps_its_licence_and_its_file_and_a_second_read_gives_the_same(
    format_: str, archive: str
) -> None:
    claims, items, report = read(format_, archive)
    licence = "Apache-2.0" if format_ == "caldera" else "GPL-3.0"
    assert {one.license for one in items} == {licence}
    assert all(one.url is not None and one.url.startswith("https://github.com/") for one in claims)
    assert all(one.item.upstream_path == one.path for one in claims)  # type: ignore[union-attr]
    assert report.commit is not None
    read_upstream.cache_clear()
    assert read(format_, archive)[0] == claims
