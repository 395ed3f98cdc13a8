"""sources.md's rules for ATT&CK, one by one, on bundles small enough to see through."""

import json
from pathlib import Path
from typing import Any

import pytest
from import_support.archives import bundle_file, parsed, zip_of
from import_support.stix import (
    bundle,
    collection,
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
from aegis_import.application.parsing import BadArchive
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


# What is bad is reported and skipped; all else comes in.


@pytest.mark.parametrize(
    "bad, code",
    [
        ({"name": 7}, "bad_object"),
        ({"name": None}, "bad_object"),
        ({"external_references": []}, "no_attack_id"),
        ({"external_references": [{"source_name": "mitre-attack", "external_id": "TX"}]}, "bad_attack_id"),
    ],
)
def test_an_entry_without_what_it_needs_is_skipped_and_named(tmp_path: Path, bad: dict[str, Any], code: str) -> None:
    claims, report = read(tmp_path, small(technique(1, **bad), technique(2)))
    assert [c.key for c in claims if c.kind == "technique"] == [id_of("attack-pattern", 2)]
    (problem,) = report.problems
    assert (problem.severity, problem.code, problem.kind, problem.key) == (
        "bad_entry", code, "technique", id_of("attack-pattern", 1),
    )  # fmt: skip
    assert report.skipped == {"technique": 1}
    assert report.kept_keys == {id_of("attack-pattern", 1)}
    assert report.complete


def test_a_field_that_cannot_be_read_is_left_empty_with_a_warning(tmp_path: Path) -> None:
    claims, report = read(tmp_path, small(technique(1, x_mitre_platforms="Windows", modified="yesterday")))
    assert item(claims, id_of("attack-pattern", 1)).platforms == ()
    assert sorted(problem.severity for problem in report.problems) == ["warning", "warning"]
    assert {problem.code for problem in report.problems} == {"bad_field"}


def test_after_an_object_whose_id_cannot_be_read_nothing_may_be_withdrawn(tmp_path: Path) -> None:
    nameless = technique(1)
    del nameless["id"]
    claims, report = read(tmp_path, small(nameless, technique(2), {"no": "type"}))
    assert len([c for c in claims if c.kind == "technique"]) == 1
    assert [problem.code for problem in report.problems] == ["bad_object", "not_an_object"]
    assert not report.complete


def test_of_two_objects_with_one_id_the_newer_counts_and_the_other_is_reported(tmp_path: Path) -> None:
    old = technique(1, name="old", modified="2020-01-01T00:00:00.000Z")
    new = technique(1, name="new", modified="2021-01-01T00:00:00.000Z")
    for made in (small(old, new), small(new, old)):
        claims, report = read(tmp_path, made)
        assert item(claims, old["id"]).name == "new"
        assert [problem.code for problem in report.problems] == ["repeated_key"]


def test_of_a_key_that_stands_twice_in_an_object_the_last_counts_with_a_warning(tmp_path: Path) -> None:
    written = json.dumps(small(technique(1))).replace('"name": "attack-pattern 1"', '"name": "a", "name": "b"')
    claims, report = read(tmp_path, written)
    assert item(claims, id_of("attack-pattern", 1)).name == "b"
    assert [(problem.code, problem.key) for problem in report.problems] == [
        ("repeated_json_key", id_of("attack-pattern", 1))
    ]


def test_quotation_marks_and_colons_in_texts_are_no_repeated_keys(tmp_path: Path) -> None:
    odd = json.dumps(small(technique(1, description='say "name": x, \\": y, "name" : z'))).replace("say", "\\u0022:")
    _, report = read(tmp_path, odd)
    assert report.problems == []


# Which bundle it is.


def test_a_bundle_is_told_by_its_matrix_whatever_its_file_is_called(tmp_path: Path) -> None:
    made = small(technique(1), domain="mobile")
    path = bundle_file(tmp_path / "enterprise-attack.json", made)
    with pytest.raises(BadArchive, match="is the mobile bundle; this source is enterprise"):
        parsed(path, domain="enterprise")
    claims, _ = parsed(path, domain="mobile")
    assert {c.domain for c in claims} == {"mobile"}


def test_an_archive_of_several_domains_serves_each_source_its_own(tmp_path: Path) -> None:
    path = zip_of(
        tmp_path / "a.zip",
        {
            "top/enterprise-attack/enterprise-attack.json": json.dumps(small(technique(1))),
            "top/mobile-attack/mobile-attack-17.1.json": json.dumps(small(technique(2), domain="mobile")),
            "top/index.json": "{}",
        },
    )
    for domain, number in (("enterprise", 1), ("mobile", 2)):
        claims, _ = parsed(path, domain=domain)
        assert [c.key for c in claims if c.kind == "technique"] == [id_of("attack-pattern", number)]
    with pytest.raises(BadArchive, match=r"holds no ics bundle: it has enterprise, mobile"):
        parsed(path, domain="ics")


def test_of_several_files_of_a_domain_the_unversioned_or_the_highest_version_is_read(tmp_path: Path) -> None:
    def named(*versions: str) -> Path:
        members = {
            f"top/ics-attack/ics-attack{'-' + v if v else ''}.json": json.dumps(small(version=v or "new", domain="ics"))
            for v in versions
        }
        return zip_of(tmp_path / "a.zip", members)

    assert parsed(named("9.0", "18.1", "10.2"), domain="ics")[1].release == "18.1"
    assert parsed(named("18.1", "", "9.0"), domain="ics")[1].release == "new"


@pytest.mark.parametrize("top", ["attack-stix-data-master/enterprise-attack/", "enterprise-attack/", ""])
def test_the_bundle_is_found_with_a_top_folder_and_without(tmp_path: Path, top: str) -> None:
    path = zip_of(tmp_path / "a.zip", {f"{top}enterprise-attack.json": json.dumps(small(technique(1)))})
    assert len(parsed(path)[0]) == 2


@pytest.mark.parametrize(
    "made, says",
    [
        ({"type": "bundle", "objects": []}, "without objects"),
        ({"type": "bundle"}, "not a STIX bundle"),
        ({"objects": [{}]}, "its type is ''"),
        ([], "not a STIX bundle"),
        ('{"type": "bundle", "objects": [{"x": NaN}]}', "not a STIX bundle"),
        ('{"type": "bundle", "objects": [', "not a STIX bundle"),
        ('{"type": "bundle", "objects": [{"type": "tool"}]} trailing', "not a STIX bundle"),
        (bundle(technique(1)), "no ATT&CK matrix"),
    ],
)
def test_what_is_no_bundle_fails_the_run_with_a_reason(tmp_path: Path, made: Any, says: str) -> None:
    with pytest.raises(BadArchive, match=says):
        read(tmp_path, made)


def test_nesting_has_a_limit_that_acts_before_the_stack(tmp_path: Path) -> None:
    deep = "[" * 100_000 + "]" * 100_000
    with pytest.raises(BadArchive, match="nested deeper"):
        read(tmp_path, f'{{"type": "bundle", "objects": [{{"type": "tool", "x": {deep}}}]}}')
    fairly = "[" * 80 + "]" * 80
    written = json.dumps(small(technique(1), technique(2))).replace('"attack-pattern 1"', f'"n", "x": {fairly}')
    claims, report = read(tmp_path, written)
    assert [c.key for c in claims if c.kind == "technique"] == [id_of("attack-pattern", 2)]
    assert report.problems[0].code == "bad_json"


def test_text_that_is_not_utf_8_is_a_bad_entry_and_no_guess_is_made(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    path.write_bytes(json.dumps(small(technique(1), technique(2))).encode().replace(b"attack-pattern 1", b"\xe4\xf6"))
    claims, report = parsed(path)
    assert [c.key for c in claims if c.kind == "technique"] == [id_of("attack-pattern", 2)]
    assert "UTF-8" in report.problems[0].reason


def test_a_byte_order_mark_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(small(technique(1))).encode())
    assert len(parsed(path)[0]) == 2


def test_objects_of_no_interest_are_counted_as_no_entries(tmp_path: Path) -> None:
    marking = {"type": "marking-definition", "id": "marking-definition--1"}
    _, report = read(tmp_path, small(marking, {"type": "x-future", "id": "x"}))
    assert report.not_entries == 2
    assert report.problems == []


def test_the_release_is_unknown_when_neither_bundle_nor_setting_says_it(tmp_path: Path) -> None:
    execution = tactic(2, "execution")
    made = bundle(execution, matrix(execution), technique(1, modified="2026-05-13T00:00:00.000Z"))
    assert read(tmp_path, made)[1].release == "unknown (2026-05-13)"
    assert read(tmp_path, made, release="19.1")[1].release == "19.1"
    assert read(tmp_path, bundle(collection("20.0"), *made["objects"]), release="19.1")[1].release == "20.0"
