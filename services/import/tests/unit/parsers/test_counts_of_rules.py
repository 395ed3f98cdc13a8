"""The exact counts and hashes of sources.md for Atomic, Sigma, Elastic and Splunk, on the upstream archives."""

import re
from collections import Counter
from collections.abc import Iterable

import pytest
from import_support.structured import sha
from import_support.texts import Counted, counted, read_upstream

from aegis_contracts.imported.rules import RuleItem
from aegis_contracts.imported.templates import TemplateItem
from aegis_import.application.claims import ParsedClaim

pytestmark = pytest.mark.data

ATOMIC = ("atomic", "atomic-red-team-master.zip")
SIGMA = ("sigma", "sigma-master.zip")
ELASTIC = ("elastic", "detection-rules-main.zip")
SPLUNK = ("splunk", "security_content-develop.zip")
ALL = (ATOMIC, SIGMA, ELASTIC, SPLUNK)

COMMITS = {
    "atomic": "9f85cf3e54b0cbdd6c702375c555273913eff442",
    "sigma": "8eaafff1f2845a696050e05e72ba1140ee190698",
    "elastic": "14cf530f0d2177023092449cd9d9348b4a8884c2",
    "splunk": "b13b314aed0e1778335a55620474e7d27289a20a",
}


def below(source: tuple[str, str], folder: str = "") -> list[ParsedClaim]:
    """The claims of files whose path matches."""
    return [one for one in read_upstream(*source)[0] if re.match(folder, one.path)]


def rules(claims: Iterable[ParsedClaim]) -> list[RuleItem]:
    return [one.item for one in claims if isinstance(one.item, RuleItem)]


def templates() -> list[TemplateItem]:
    return [one.item for one in below(ATOMIC) if isinstance(one.item, TemplateItem)]


def ids(claims: Iterable[ParsedClaim]) -> set[str]:
    return {id_ for one in claims for id_ in one.item.technique_ids_named}  # type: ignore[union-attr]  # both have them


@pytest.mark.parametrize("source", ALL, ids=lambda source: source[0])
def test_nothing_is_bad_and_the_archive_says_its_commit(source: tuple[str, str]) -> None:
    claims, report = read_upstream(*source)
    assert report.problems == []
    assert report.complete
    assert report.commit == COMMITS[source[0]]
    assert len({one.key for one in claims}) == len(claims)


@pytest.mark.parametrize("source, not_entries", [(ATOMIC, 27), (SIGMA, 207), (ELASTIC, 147), (SPLUNK, 467)])
def test_what_is_no_entry_is_counted(source: tuple[str, str], not_entries: int) -> None:
    assert read_upstream(*source)[1].not_entries == not_entries


@pytest.mark.parametrize("source", ALL, ids=lambda source: source[0])
def test_every_entry_has_its_body_its_licence_and_a_link_to_its_file(source: tuple[str, str]) -> None:
    for one in below(source):
        item = one.item
        assert isinstance(item, RuleItem | TemplateItem)
        assert item.name
        assert item.body if isinstance(item, RuleItem) else item.command
        assert item.license
        assert item.upstream_path == one.path
        assert one.url is not None
        assert one.url.startswith("https://github.com/")
        assert "\r" not in (item.body if isinstance(item, RuleItem) else item.command)


# Atomic Red Team


def test_atomics_tests() -> None:
    assert counted(below(ATOMIC)) == Counted(files=341, entries=1_819, with_technique=1_819, ids=341, pairs=1_819)
    assert sha(one.key for one in below(ATOMIC)) == "9d5274ad9ea8ac22"
    assert sha(ids(below(ATOMIC))) == "b866b1f615a4b7e0"


def test_atomics_fields() -> None:
    found = templates()
    assert sum(len(one.platforms_named) > 1 for one in found) == 149
    assert sum(one.elevation_required for one in found) == 682
    assert sum(one.cleanup is not None for one in found) == 1_015
    assert sum(bool(one.arguments) for one in found) == 1_045
    assert sum(len(one.arguments) for one in found) == 2_171
    assert sum(bool(one.dependencies) for one in found) == 726


def test_atomics_executors_and_platforms() -> None:
    found = templates()
    assert Counter(one.executor for one in found) == {
        "powershell": 703, "command_prompt": 559, "sh": 413, "bash": 128, "manual": 16,
    }  # fmt: skip
    named = Counter(name for one in found for name in one.platforms_named)
    assert named == {
        "windows": 1_225, "linux": 410, "macos": 252, "iaas:aws": 25, "containers": 19, "azure-ad": 18,
        "iaas:azure": 15, "office-365": 7, "iaas:gcp": 6, "google-workspace": 1,
    }  # fmt: skip
    assert named.total() == 1_978
    assert {word for one in found for word in one.platforms} == {
        "Windows", "Linux", "macOS", "IaaS", "Containers", "Identity Provider", "Office Suite",
    }  # fmt: skip


# Sigma


@pytest.mark.parametrize(
    "folder, expected",
    [
        ("rules", Counted(3_780, 3_780, 3_309, 400, 4_509)),
        ("deprecated/", Counted(172, 172, 161, 97, 228)),
        ("unsupported/", Counted(87, 89, 87, 60, 129)),
        ("", Counted(4_039, 4_041, 3_557, 414, 4_866)),
        ("rules/", Counted(3_141, 3_141, 2_795, 390, 3_786)),
    ],
)
def test_sigmas_rules(folder: str, expected: Counted) -> None:
    assert counted(below(SIGMA, folder)) == expected


def test_sigmas_ids_and_folders() -> None:
    assert sha(ids(below(SIGMA, "rules"))) == "1bff575f26eb9966"
    assert sha(ids(below(SIGMA))) == "ab976c59b4f568e4"
    assert Counter(one.path.split("/")[0] for one in below(SIGMA, "rules")) == {
        "rules": 3_141, "rules-emerging-threats": 473, "rules-threat-hunting": 140, "rules-placeholder": 23,
        "rules-compliance": 3,
    }  # fmt: skip


def test_sigmas_status_and_severity() -> None:
    found = rules(below(SIGMA, "rules"))
    assert Counter(one.status for one in found) == {"test": 3_343, "experimental": 333, "stable": 104}
    assert Counter(one.severity for one in found) == {
        "high": 1_727, "medium": 1_507, "low": 341, "critical": 177, "informational": 28,
    }  # fmt: skip


def test_sigmas_folder_says_what_is_withdrawn_and_what_is_not_supported() -> None:
    assert sum(one.withdrawn for one in rules(below(SIGMA))) == 172
    assert {one.withdrawn for one in rules(below(SIGMA, "deprecated/"))} == {True}
    assert sum(not one.supported for one in rules(below(SIGMA))) == 89
    assert {one.supported for one in rules(below(SIGMA, "unsupported/"))} == {False}


# Elastic


@pytest.mark.parametrize(
    "folder, expected",
    [
        ("rules/(?!_deprecated/)", Counted(1_940, 1_940, 1_860, 444, 6_368)),
        ("rules_building_block/", Counted(128, 128, 123, 158, 414)),
        ("rules/_deprecated/", Counted(124, 124, 102, 93, 224)),
        ("", Counted(2_192, 2_192, 2_085, 451, 7_006)),
    ],
)
def test_elastics_rules(folder: str, expected: Counted) -> None:
    assert counted(below(ELASTIC, folder)) == expected


def test_elastics_ids_types_and_severity() -> None:
    found = rules(below(ELASTIC))
    assert sha(ids(below(ELASTIC))) == "570035f6ab448a2b"
    assert Counter(one.type for one in found) == {
        "eql": 1_081, "query": 508, "new_terms": 245, "esql": 212, "machine_learning": 106, "threshold": 31,
        "threat_match": 9,
    }  # fmt: skip
    assert Counter(one.severity for one in found) == {"medium": 966, "low": 640, "high": 565, "critical": 21}
    assert sum(not one.log_source.indices for one in found) == 318
    assert len({one.license for one in found}) == 3


def test_elastics_building_blocks_deprecated_rules_and_jobs() -> None:
    found = rules(below(ELASTIC))
    assert sum(one.building_block for one in found) == 128
    assert sum(one.withdrawn for one in found) == 124
    learning = [one for one in found if one.type == "machine_learning"]
    assert {one.language for one in learning} == {None}
    assert all(one.body for one in learning)


# Splunk


def test_splunks_detections() -> None:
    assert counted(below(SPLUNK)) == Counted(1_711, 1_711, 1_652, 305, 2_873)
    assert sha(ids(below(SPLUNK))) == "a70d07118adfd0e0"
    found = rules(below(SPLUNK))
    assert Counter(one.status for one in found) == {"production": 1_472, "experimental": 141, "deprecated": 98}
    assert sum(one.withdrawn for one in found) == 98
    assert {one.severity for one in found} == {None}
    assert sum(bool(one.log_source.sources) for one in found) == 1_472
    assert all(one.risk_score is not None for one in found)
