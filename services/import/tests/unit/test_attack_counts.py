"""The exact counts of sources.md's ATT&CK table, on the upstream bundles."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from import_support.archives import opened, parsed
from import_support.data import ENTERPRISE_20, ENTERPRISE_21, ICS_20, MOBILE_20, OLDER_21, upstream

from aegis_contracts.ids import content_id
from aegis_contracts.words import Domain
from aegis_import.adapters.archives.selecting import read_all
from aegis_import.adapters.attack.bundle import Bundle, read_bundle
from aegis_import.adapters.attack.domains import bundle_file
from aegis_import.adapters.attack.stix import Analytic, Campaign, DataComponent, DetectionStrategy, Tactic
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.report import Report

pytestmark = pytest.mark.data

ARD = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class Expected:
    objects: tuple[int, int]
    tactics: tuple[int, int]
    techniques: ARD
    subtechniques: ARD
    sha: str
    pairs: tuple[int, int]
    mitigations: ARD
    groups: ARD
    software: ARD
    campaigns: ARD
    strategies: tuple[int, int]
    analytics: int
    components: int
    group_uses: int
    with_software: int
    groups_and_used: tuple[int, int]
    group_software: int
    software_uses: int
    campaign_uses: int
    attributed: int
    mitigates: int
    detects: int
    revoked_by: int


ENTERPRISE = Expected(
    objects=(25_842, 21_025), tactics=(15, 15), techniques=(222, 132, 11), subtechniques=(475, 17, 1),
    sha="9075c1501d085643", pairs=(872, 145), mitigations=(44, 0, 224), groups=(174, 6, 9), software=(821, 2, 1),
    campaigns=(56, 0, 0), strategies=(697, 699), analytics=1_758, components=106, group_uses=4_546,
    with_software=12_981, groups_and_used=(170, 492), group_software=1_145, software_uses=11_211,
    campaign_uses=1_146, attributed=26, mitigates=1_448, detects=697, revoked_by=149,
)  # fmt: skip
ENTERPRISE_OF_21 = Expected(**{**ENTERPRISE.__dict__, "objects": (25_843, 21_025)})
MOBILE = Expected(
    objects=(2_634, 1_889), tactics=(12, 14), techniques=(77, 53, 13), subtechniques=(47, 0, 0),
    sha="e5e0d532bb9319b4", pairs=(144, 19), mitigations=(13, 0, 2), groups=(20, 2, 0), software=(126, 0, 1),
    campaigns=(3, 0, 0), strategies=(124, 124), analytics=211, components=29, group_uses=32,
    with_software=210, groups_and_used=(12, 23), group_software=16, software_uses=1_402,
    campaign_uses=44, attributed=1, mitigates=167, detects=124, revoked_by=52,
)  # fmt: skip
ICS = Expected(
    objects=(2_173, 1_668), tactics=(12, 12), techniques=(79, 9, 12), subtechniques=(18, 0, 0),
    sha="b82f85bfdcd3b570", pairs=(116, 16), mitigations=(52, 0, 0), groups=(14, 2, 0), software=(23, 0, 7),
    campaigns=(8, 0, 1), strategies=(97, 97), analytics=97, components=36, group_uses=20,
    with_software=108, groups_and_used=(7, 10), group_software=16, software_uses=169,
    campaign_uses=83, attributed=5, mitigates=402, detects=97, revoked_by=9,
)  # fmt: skip
ICS_OF_18 = Expected(
    objects=(1_826, 1_373), tactics=(12, 12), techniques=(83, 0, 12), subtechniques=(0, 0, 0),
    sha="973722c8ccd6e3d0", pairs=(94, 11), mitigations=(52, 0, 0), groups=(14, 2, 0), software=(23, 0, 7),
    campaigns=(7, 0, 1), strategies=(83, 83), analytics=82, components=36, group_uses=20,
    with_software=105, groups_and_used=(7, 10), group_software=16, software_uses=163,
    campaign_uses=63, attributed=5, mitigates=331, detects=83, revoked_by=0,
)  # fmt: skip
MOBILE_OF_17 = Expected(
    objects=(2_148, 1_766), tactics=(12, 14), techniques=(75, 53, 14), subtechniques=(46, 0, 0),
    sha="6d5ed20446c5726a", pairs=(139, 17), mitigations=(13, 0, 2), groups=(15, 0, 0), software=(118, 0, 1),
    campaigns=(3, 0, 0), strategies=(0, 0), analytics=0, components=17, group_uses=29,
    with_software=170, groups_and_used=(10, 22), group_software=13, software_uses=1_250,
    campaign_uses=44, attributed=1, mitigates=163, detects=168, revoked_by=50,
)  # fmt: skip

CASES = [
    pytest.param(ENTERPRISE_21, "enterprise", "19.1", ENTERPRISE_OF_21, id="enterprise-19.1-stix-2.1"),
    pytest.param(ENTERPRISE_20, "enterprise", "unknown (2026-05-12)", ENTERPRISE, id="enterprise-19.1-stix-2.0"),
    pytest.param(MOBILE_20, "mobile", "unknown (2026-05-12)", MOBILE, id="mobile-19.0-stix-2.0"),
    pytest.param(ICS_20, "ics", "unknown (2026-05-12)", ICS, id="ics-19.1-stix-2.0"),
    pytest.param(OLDER_21, "ics", "18.1", ICS_OF_18, id="ics-18.1-stix-2.1"),
    pytest.param(OLDER_21, "mobile", "17.1", MOBILE_OF_17, id="mobile-17.1-stix-2.1"),
]


@cache
def read(name: str, domain: Domain) -> tuple[list[ParsedClaim], Report]:
    return parsed(upstream(name), domain=domain)


@cache
def bundle(name: str, domain: Domain) -> Bundle:
    with opened(upstream(name), domain=domain) as (archive, report):
        ((path, content),) = read_all(archive, [bundle_file(archive, report)], report)
        return read_bundle(path, content, report, depth=64)


def state(item: Any) -> str:
    return "r" if item.revoked else "d" if item.deprecated else "a"


def ard(items: Any) -> ARD:
    found = Counter(state(item) for item in items)
    return found["a"], found["r"], found["d"]


@pytest.mark.parametrize("name, domain, release, expected", CASES)
def test_the_bundle_holds_exactly_what_the_table_says(
    name: str, domain: Domain, release: str, expected: Expected
) -> None:
    claims, report = read(name, domain)
    assert report.problems == []
    assert report.complete
    assert report.release == release
    assert {claim.domain for claim in claims} == {domain}
    of: dict[str, list[ParsedClaim]] = {}
    for claim in claims:
        of.setdefault(claim.kind, []).append(claim)
    techniques = [claim.item for claim in of["technique"]]
    active = [item for item in techniques if state(item) == "a"]
    software = {content_id("mitre-attack", "software", claim.key): claim.item for claim in of["software"]}
    groups = {claim.key: claim.item for claim in of["actor"]}
    direct = {(key, use.technique_id) for key, one in groups.items() for use in one.uses if use.way == "direct"}
    through = {
        (key, technique)
        for key, one in groups.items()
        for id_ in one.software
        for technique in software[id_].technique_ids
    }
    assert ard(i for i in techniques if not i.is_subtechnique) == expected.techniques
    assert ard(i for i in techniques if i.is_subtechnique) == expected.subtechniques
    ids = "\n".join(sorted(item.attack_id for item in active))
    assert hashlib.sha256(ids.encode()).hexdigest()[:16] == expected.sha
    assert (sum(len(i.tactics) for i in active), sum(len(i.tactics) > 1 for i in active)) == expected.pairs
    assert ard(claim.item for claim in of["mitigation"]) == expected.mitigations
    assert ard(groups.values()) == expected.groups
    assert ard(software.values()) == expected.software
    assert len(direct) == expected.group_uses
    assert len(direct | through) == expected.with_software
    assert (len({group for group, _ in direct}), len({used for _, used in direct})) == expected.groups_and_used
    assert sum(len(one.software) for one in groups.values()) == expected.group_software
    assert sum(len(one.technique_ids) for one in software.values()) == expected.software_uses
    assert sum(len(one.mitigations) for one in techniques) == expected.mitigates
    assert sum(len(one.detection) for one in techniques) == expected.detects
    assert sum(one.revoked_by is not None for one in techniques) == expected.revoked_by
    campaigns = [claim.item for claim in of.get("campaign", ())]
    assert ard(campaigns) == expected.campaigns
    assert sum(len(one.technique_ids) for one in campaigns) == expected.campaign_uses
    assert sum(len(one.actors) for one in campaigns) == expected.attributed
    strategies = [claim.item for claim in of.get("detection_strategy", ())]
    assert (ard(strategies)[0], len(strategies)) == expected.strategies
    analytics = [one.attack_id for strategy in strategies for one in strategy.analytics]
    assert (len(analytics), len(set(analytics))) == (expected.analytics, expected.analytics)
    if strategies:
        assert sum(len(one.technique_ids) for one in strategies) == expected.detects
    assert ard(claim.item for claim in of["data_component"])[0] == expected.components
    assert ard(claim.item for claim in of["tactic"])[0] == expected.tactics[0]
    assert (len(of["tactic"])) == expected.tactics[1]
    assert report.measures == {"objects": expected.objects[0], "relationships": expected.objects[1]}


@pytest.mark.parametrize("name, domain, release, expected", CASES)
def test_parts_that_are_no_entries_are_all_read(name: str, domain: Domain, release: str, expected: Expected) -> None:
    found = bundle(name, domain)
    assert (found.size, len(found.relationships)) == expected.objects
    assert (sum(one.active for one in found.of(Tactic)), len(found.of(Tactic))) == expected.tactics
    campaigns = found.of(Campaign)
    assert (
        sum(one.active for one in campaigns),
        sum(one.revoked for one in campaigns),
        sum(one.x_mitre_deprecated for one in campaigns),
    ) == expected.campaigns
    strategies = found.of(DetectionStrategy)
    assert (sum(one.active for one in strategies), len(strategies)) == expected.strategies
    assert sum(one.active for one in found.of(Analytic)) == expected.analytics
    assert sum(one.active for one in found.of(DataComponent)) == expected.components


@pytest.mark.parametrize("name, domain, release, expected", CASES)
def test_campaigns_are_ways_of_the_groups_they_are_attributed_to(
    name: str, domain: Domain, release: str, expected: Expected
) -> None:
    found = bundle(name, domain)

    def active(type_: str, source: str, target: str) -> set[tuple[str, str]]:
        return {
            (one.source_ref, one.target_ref)
            for one in found.relationships.values()
            if one.relationship_type == type_
            and one.source_ref.startswith(f"{source}--")
            and one.target_ref.startswith(f"{target}--")
            and one.active
            and found.objects[one.source_ref].active
            and found.objects[one.target_ref].active
        }

    uses = active("uses", "campaign", "attack-pattern")
    attributed = active("attributed-to", "campaign", "intrusion-set")
    assert (len(uses), len(attributed)) == (expected.campaign_uses, expected.attributed)
    claims, _ = read(name, domain)
    listed = sum(use.way == "campaign" for claim in claims if claim.kind == "actor" for use in claim.item.uses)
    assert listed == sum(campaign == source for campaign, _ in attributed for source, _ in uses)


def test_both_forms_of_enterprise_give_the_same_items() -> None:
    newer = {claim.key: claim for claim in read(ENTERPRISE_21, "enterprise")[0]}
    older = {claim.key: claim for claim in read(ENTERPRISE_20, "enterprise")[0]}
    assert newer.keys() == older.keys()
    differing = [
        key
        for key in newer
        if (newer[key].item, newer[key].url, newer[key].created, newer[key].modified)
        != (older[key].item, older[key].url, older[key].created, older[key].modified)
    ]
    assert differing == []


def test_the_setting_gives_the_release_of_a_bundle_that_does_not_say() -> None:
    _, report = parsed(upstream(ICS_20), domain="ics", release="19.1")
    assert report.release == "19.1"
    _, report = parsed(upstream(OLDER_21), domain="ics", release="99")
    assert report.release == "18.1"


def test_the_archive_says_which_commit_it_is() -> None:
    _, report = read(OLDER_21, "ics")
    assert report.commit == "7ad8a86f41edc91dd37de0487b0c2f44ae3a3af7"


def test_the_unversioned_file_of_a_domain_is_read_and_the_other_is_not() -> None:
    claims, _ = read(OLDER_21, "ics")
    assert {claim.path for claim in claims} == {"ics-attack/ics-attack.json"}


def test_the_three_bundles_of_19_hold_918_active_techniques_and_178_groups() -> None:
    found: dict[str, set[str]] = {"technique": set(), "actor": set()}
    for name, domain in ((ENTERPRISE_20, "enterprise"), (MOBILE_20, "mobile"), (ICS_20, "ics")):
        claims, _ = read(name, domain)  # type: ignore[arg-type]  # a domain each
        for claim in claims:
            if claim.kind in found and state(claim.item) == "a":
                found[claim.kind].add(claim.key)
    assert {kind: len(keys) for kind, keys in found.items()} == {"technique": 918, "actor": 178}


def test_a_chain_of_revocations_is_told_step_by_step() -> None:
    claims, _ = read(ENTERPRISE_21, "enterprise")
    by_id = {content_id("mitre-attack", "technique", c.key): c.item for c in claims if c.kind == "technique"}
    ids = {item.attack_id: item for item in by_id.values()}
    chain = ["T1150"]
    while (target := ids[chain[-1]].revoked_by) is not None:
        chain.append(by_id[target].attack_id)
    assert chain == ["T1150", "T1547.011", "T1647"]


def test_a_technique_revoked_without_successor_has_none() -> None:
    claims, _ = read(MOBILE_20, "mobile")
    item = next(c.item for c in claims if c.kind == "technique" and c.item.attack_id == "T1454")
    assert item.revoked
    assert item.revoked_by is None


def test_every_subtechnique_has_its_parent_though_some_lack_the_relationship() -> None:
    for name, domain in ((ENTERPRISE_21, "enterprise"), (MOBILE_20, "mobile"), (ICS_20, "ics")):
        claims, _ = read(name, domain)  # type: ignore[arg-type]  # a domain each
        by_id = {content_id("mitre-attack", "technique", c.key): c.item for c in claims if c.kind == "technique"}
        for item in by_id.values():
            if item.is_subtechnique:
                assert item.parent_id is not None
                assert by_id[item.parent_id].attack_id == item.attack_id.split(".")[0]


def test_the_matrix_gives_the_order_of_tactics() -> None:
    claims, _ = read(ENTERPRISE_21, "enterprise")
    tactics = sorted((c.item for c in claims if c.kind == "tactic"), key=lambda item: item.place)
    assert [item.place for item in tactics] == list(range(15))
    assert [tactics[0].shortname, tactics[1].shortname, tactics[-1].shortname] == [
        "reconnaissance", "resource-development", "impact",
    ]  # fmt: skip


def test_platform_none_is_none() -> None:
    claims, _ = read(OLDER_21, "ics")
    assert not any("None" in c.item.platforms for c in claims if c.kind == "technique")
    assert any(c.item.platforms == () for c in claims if c.kind == "technique")
