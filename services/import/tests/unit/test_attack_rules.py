"""sources.md's rules for ATT&CK, one by one, on bundles small enough to see through."""

from pathlib import Path
from typing import Any

import pytest
from import_support.archives import bundle_file, parsed
from import_support.stix import (
    bundle,
    id_of,
    link,
    matrix,
    phases,
    small,
    stix,
    tactic,
    technique,
)

from aegis_contracts.ids import content_id
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.report import Report


def read(tmp_path: Path, made: Any, **how: Any) -> tuple[list[ParsedClaim], Report]:
    return parsed(bundle_file(tmp_path / "bundle.json", made), **how)


def item(claims: list[ParsedClaim], key: str) -> Any:
    return next(claim.item for claim in claims if claim.key == key)


def ids(kind: str, *objects: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(content_id("mitre-attack", kind, one["id"]) for one in objects)


def test_the_key_is_the_stix_id_and_the_attack_id_a_label(tmp_path: Path) -> None:
    mitigation = stix("course-of-action", 3, "T1174", x_mitre_deprecated=True)
    claims, _ = read(tmp_path, small(technique(4, "T1174"), mitigation))
    assert {c.key for c in claims if getattr(c.item, "attack_id", "") == "T1174"} == {
        mitigation["id"], id_of("attack-pattern", 4),
    }  # fmt: skip


def test_tactics_are_those_of_this_bundle_in_matrix_order(tmp_path: Path) -> None:
    first, second = tactic(8, "initial-access"), tactic(3, "execution")
    made = bundle(
        matrix(first, second), second, first, technique(1, kill_chain_phases=phases("execution", "initial-access"))
    )
    claims, report = read(tmp_path, made)
    assert item(claims, id_of("attack-pattern", 1)).tactics == ids("tactic", first, second)
    assert [item(claims, one["id"]).place for one in (first, second)] == [0, 1]
    assert report.problems == []


def test_an_unknown_tactic_of_an_active_technique_is_warned_of(tmp_path: Path) -> None:
    odd = phases("defense-evasion")
    claims, report = read(
        tmp_path,
        small(technique(1, kill_chain_phases=odd), technique(2, kill_chain_phases=odd, x_mitre_deprecated=True)),
    )
    assert [problem.code for problem in report.problems] == ["unknown_tactic"]
    assert item(claims, id_of("attack-pattern", 1)).tactics == ()


def test_phases_of_other_kill_chains_are_no_tactics(tmp_path: Path) -> None:
    other = [{"kill_chain_name": "lockheed", "phase_name": "execution"}]
    claims, report = read(tmp_path, small(technique(1, kill_chain_phases=other)))
    assert item(claims, id_of("attack-pattern", 1)).tactics == ()
    assert report.problems == []


def test_a_tactic_that_the_active_matrix_does_not_hold_has_no_place(tmp_path: Path) -> None:
    held, loose = tactic(1, "execution"), tactic(2, "effects", x_mitre_deprecated=True)
    made = bundle(matrix(held), matrix(loose, number=2, x_mitre_deprecated=True), held, loose)
    claims, _ = read(tmp_path, made)
    assert item(claims, held["id"]).place == 0
    assert item(claims, loose["id"]).place is None


def test_the_parent_is_the_relationships_target_else_found_by_id(tmp_path: Path) -> None:
    parent, other = technique(1, "T1001"), technique(2, "T1002")
    related = technique(3, "T1001.001", x_mitre_is_subtechnique=True)
    unrelated = technique(4, "T1002.001", x_mitre_is_subtechnique=True, revoked=True)
    claims, _ = read(tmp_path, small(parent, other, related, unrelated, link(1, "subtechnique-of", related, other)))
    assert (item(claims, related["id"]).parent_id,) == ids("technique", other)
    assert (item(claims, unrelated["id"]).parent_id,) == ids("technique", other)


def test_of_several_successors_the_newest_is_told(tmp_path: Path) -> None:
    gone, old, new = technique(1, revoked=True), technique(2), technique(3)
    made = small(
        gone, old, new,
        link(1, "revoked-by", gone, new, modified="2026-01-02T00:00:00.000Z"),
        link(2, "revoked-by", gone, old, modified="2025-01-02T00:00:00.000Z"),
        link(3, "revoked-by", gone, old, modified="2027-01-02T00:00:00.000Z", revoked=True),
    )  # fmt: skip
    claims, _ = read(tmp_path, made)
    assert (item(claims, gone["id"]).revoked_by,) == ids("technique", new)


def test_a_relationship_counts_only_when_it_and_both_its_ends_are_active_and_here(tmp_path: Path) -> None:
    group = stix("intrusion-set", 1, "G0001")
    used, revoked = technique(1), technique(2, revoked=True)
    elsewhere = technique(3)
    made = small(
        group, used, revoked,
        link(1, "uses", group, used), link(2, "uses", group, revoked), link(3, "uses", group, elsewhere),
        link(4, "uses", group, technique(1), x_mitre_deprecated=True),
    )  # fmt: skip
    claims, _ = read(tmp_path, made)
    assert [use.technique_id for use in item(claims, group["id"]).uses] == list(ids("technique", used))


def test_a_group_tells_its_own_uses_those_of_its_campaigns_and_its_software(tmp_path: Path) -> None:
    group = stix("intrusion-set", 1, "G0001", name="APT1", aliases=["APT1", "Comment Crew", "Comment Crew"])
    campaign = stix("campaign", 1, "C0001", name="Night")
    tool = stix("tool", 1, "S0001", x_mitre_aliases=["tool 1", "Other"], x_mitre_platforms=["Windows", "None"])
    own, theirs, tools = technique(1), technique(2), technique(3)
    cited = [{"source_name": "Report", "description": "A report."}]
    claims, _ = read(
        tmp_path,
        small(
            group, campaign, tool, own, theirs, tools,
            link(1, "uses", group, own, description="Did it.\r\nTwice.", external_references=cited),
            link(2, "attributed-to", campaign, group), link(3, "uses", campaign, theirs), link(4, "uses", group, tool),
            link(5, "uses", tool, tools), link(6, "uses", campaign, tool),
        ),
    )  # fmt: skip
    told = item(claims, group["id"])
    assert told.aliases == ("Comment Crew",)
    assert [(use.way, use.through) for use in told.uses] == [("direct", None), ("campaign", "C0001 Night")]
    assert tuple(use.technique_id for use in told.uses) == ids("technique", own, theirs)
    assert told.uses[0].description == "Did it.\nTwice."
    assert [(c.source_name, c.url) for c in told.uses[0].citations] == [("Report", None)]
    assert told.software == ids("software", tool)
    software = item(claims, tool["id"])
    assert (software.type, software.aliases, software.platforms) == ("tool", ("Other",), ("Windows",))
    assert software.technique_ids == ids("technique", tools)


def test_detection_of_18_and_later_goes_by_strategies_and_analytics(tmp_path: Path) -> None:
    seen = technique(1)
    component = stix("x-mitre-data-component", 1, "DC0001")
    source = {"x_mitre_data_component_ref": component["id"], "name": "auditd", "channel": "execve"}
    lost = {"x_mitre_data_component_ref": id_of("x-mitre-data-component", 9), "name": "x"}
    analytic = stix(
        "x-mitre-analytic", 1, "AN0001", x_mitre_log_source_references=[source, lost], x_mitre_platforms=["Linux"]
    )
    old = stix("x-mitre-analytic", 2, "AN0002", x_mitre_deprecated=True)
    strategy = stix("x-mitre-detection-strategy", 1, "DET0001", x_mitre_analytic_refs=[analytic["id"], old["id"]])
    claims, _ = read(tmp_path, small(seen, component, analytic, old, strategy, link(1, "detects", strategy, seen)))
    (told,) = item(claims, seen["id"]).detection
    assert (told.attack_id, told.name) == ("DET0001", strategy["name"])
    (analytic_told,) = told.analytics
    assert (analytic_told.attack_id, analytic_told.platforms) == ("AN0001", ("Linux",))
    (log_source,) = analytic_told.log_sources
    assert ((log_source.component_id,), log_source.name, log_source.channel) == (
        ids("data_component", component), "auditd", "execve",
    )  # fmt: skip


def test_detection_before_18_goes_by_data_components_without_attack_id(tmp_path: Path) -> None:
    seen = technique(1)
    component = stix("x-mitre-data-component", 1, name="Process Creation")
    claims, report = read(tmp_path, small(seen, component, link(1, "detects", component, seen)))
    (told,) = item(claims, seen["id"]).detection
    assert (told.attack_id, told.name) == (None, "Process Creation")
    assert told.analytics[0].log_sources[0].component_id == ids("data_component", component)[0]
    assert item(claims, component["id"]).attack_id is None
    assert report.problems == []


def test_a_mitigation_tells_how_it_mitigates_each_technique(tmp_path: Path) -> None:
    one, mitigation = technique(1), stix("course-of-action", 1, "M1001")
    claims, _ = read(tmp_path, small(one, mitigation, link(1, "mitigates", mitigation, one, description="By care.")))
    (told,) = item(claims, one["id"]).mitigations
    assert ((told.mitigation_id,), told.description) == (ids("mitigation", mitigation), "By care.")


def test_the_order_of_objects_changes_nothing(tmp_path: Path) -> None:
    group = stix("intrusion-set", 1, "G0001")
    used = [technique(number) for number in range(1, 5)]
    links = [link(number, "uses", group, one) for number, one in enumerate(used)]
    forth, _ = read(tmp_path, small(group, *used, *links))
    back, _ = read(tmp_path, small(*reversed([group, *used, *links])))
    assert {c.key: c.item for c in forth} == {c.key: c.item for c in back}


@pytest.mark.parametrize("name", ["mitre-attack", "mitre-mobile-attack", "mitre-ics-attack"])
def test_the_attack_id_stands_in_the_reference_of_attack_itself(tmp_path: Path, name: str) -> None:
    references = [
        {"source_name": "capec", "external_id": "CAPEC-1"},
        {"source_name": name, "external_id": " t1001 ", "url": "https://attack.mitre.org/techniques/T1001"},
    ]
    claims, _ = read(tmp_path, small(technique(1, external_references=references)))
    assert item(claims, id_of("attack-pattern", 1)).attack_id == "T1001"
    assert [c.url for c in claims if c.kind == "technique"] == ["https://attack.mitre.org/techniques/T1001"]


def test_tabs_and_invisible_characters_are_kept_exactly(tmp_path: Path) -> None:
    odd = "a\tb\u00a0c\u200dd\u202ee <script>\r\nf"
    claims, _ = read(tmp_path, small(technique(1, description=odd)))
    assert item(claims, id_of("attack-pattern", 1)).description == odd.replace("\r\n", "\n")


def test_a_campaign_has_what_it_uses_and_whom_it_is_attributed_to(tmp_path: Path) -> None:
    campaign = stix(
        "campaign", 1, "C0001", aliases=["campaign 1", "Other"], first_seen="2015-12-01T05:00:00.000Z", last_seen=7
    )
    group, software = stix("intrusion-set", 2, "G0002"), stix("malware", 3, "S0003")
    used, gone = technique(4), technique(5, x_mitre_deprecated=True)
    claims, report = read(
        tmp_path,
        small(
            campaign, group, software, used, gone,
            link(1, "uses", campaign, used), link(2, "uses", campaign, gone), link(3, "uses", campaign, software),
            link(4, "attributed-to", campaign, group), link(5, "uses", campaign, used),
        ),
    )  # fmt: skip
    found = item(claims, campaign["id"])
    assert (found.attack_id, found.name, found.aliases) == ("C0001", "campaign 1", ("Other",))
    assert found.technique_ids == ids("technique", used)
    assert found.software == ids("software", software)
    assert found.actors == ids("actor", group)
    assert (found.first_seen.year, found.last_seen) == (2015, None)
    assert [(problem.code, problem.kind) for problem in report.problems] == [("bad_field", "campaign")]


def test_a_detection_strategy_is_an_item_with_its_active_analytics(tmp_path: Path) -> None:
    component = stix("x-mitre-data-component", 1, "DC0001")
    log = {"x_mitre_data_component_ref": component["id"], "name": "WinEventLog", "channel": "4688"}
    active = stix("x-mitre-analytic", 2, "AN0002", x_mitre_log_source_references=[log], x_mitre_platforms=["Windows"])
    gone = stix("x-mitre-analytic", 3, "AN0003", x_mitre_deprecated=True)
    strategy = stix("x-mitre-detection-strategy", 4, "DET0004", x_mitre_analytic_refs=[active["id"], gone["id"]])
    old = stix("x-mitre-detection-strategy", 5, "DET0005", x_mitre_deprecated=True)
    seen = technique(6)
    made = small(
        component, active, gone, strategy, old, seen, link(1, "detects", strategy, seen), link(2, "detects", old, seen)
    )
    claims, report = read(tmp_path, made)
    assert report.problems == []
    found = item(claims, strategy["id"])
    assert (found.attack_id, found.technique_ids) == ("DET0004", ids("technique", seen))
    (analytic,) = found.analytics
    assert (analytic.attack_id, analytic.platforms) == ("AN0002", ("Windows",))
    assert [(one.component_id, one.name, one.channel) for one in analytic.log_sources] == [
        (*ids("data_component", component), "WinEventLog", "4688")
    ]
    assert (item(claims, old["id"]).deprecated, item(claims, old["id"]).technique_ids) == (True, ())
    (shown,) = item(claims, seen["id"]).detection
    assert (shown.id, shown.analytics) == (*ids("detection_strategy", strategy), found.analytics)


def test_a_read_measures_the_objects_and_relationships_of_the_bundle(tmp_path: Path) -> None:
    one, other = technique(1), technique(2)
    _, report = read(tmp_path, small(one, other, link(1, "revoked-by", one, other), {"type": "identity", "id": "x"}))
    assert report.measures == {"objects": 7, "relationships": 1}
