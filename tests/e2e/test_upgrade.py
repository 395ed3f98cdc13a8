"""ATT&CK ICS 18.1, then 19.1, then one made up: previewed, applied, followed, decided on, undone. Mobile 17.1 and 19.0
are compared as well. What has to come out is worked out here from the bundles, not by the suite's own code."""

import json
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from people import Person
from suites import Suite
from typer.testing import CliRunner
from upstream_archives import DATA

from aegis_client.cli.app import client_app
from aegis_client.cli.imports import import_one
from aegis_client.http import AegisClient, Answer

OLDER = DATA / "attack-stix-data-ics-18.1-mobile-17.1.zip"
PAIRS = {
    "ics": (OLDER, "ics-attack/ics-attack.json", "18.1", DATA / "cti-ics-attack-19.1.zip", "19.1"),
    "mobile": (OLDER, "mobile-attack/mobile-attack-17.1.json", "17.1", DATA / "cti-mobile-attack-19.0.zip", "19.0"),
}
CHAINS = {"ics": "mitre-ics-attack", "mobile": "mitre-mobile-attack"}


@dataclass(frozen=True)
class Known:
    """A technique as its bundle has it."""

    attack_id: str
    name: str
    state: str
    tactics: frozenset[str]
    platforms: frozenset[str]
    parent: str | None
    description: str
    revoked_by: str | None


def objects_in(archive: Path, member: str) -> list[dict[str, Any]]:
    with zipfile.ZipFile(archive) as opened:
        [path] = [name for name in opened.namelist() if name.endswith(member)]
        found: list[dict[str, Any]] = json.loads(opened.read(path))["objects"]
    return found


def techniques_in(objects: list[dict[str, Any]], domain: str) -> dict[str, Known]:
    """The techniques of a bundle by their STIX ids."""
    patterns = {one["id"]: one for one in objects if one["type"] == "attack-pattern"}
    named = {id_: _attack_id(one) for id_, one in patterns.items()}
    links = [one for one in objects if one["type"] == "relationship" and not one.get("revoked")]
    successors = {one["source_ref"]: one["target_ref"] for one in links if one["relationship_type"] == "revoked-by"}
    parents = {one["source_ref"]: one["target_ref"] for one in links if one["relationship_type"] == "subtechnique-of"}
    return {
        id_: Known(
            attack_id=named[id_],
            name=one["name"],
            state="revoked" if one.get("revoked") else "deprecated" if one.get("x_mitre_deprecated") else "active",
            tactics=frozenset(phase["phase_name"] for phase in one.get("kill_chain_phases", ())),
            platforms=frozenset(one.get("x_mitre_platforms", ())) - {"None"},
            parent=named.get(parents.get(id_, "")),
            description=one.get("description", "").replace("\r\n", "\n"),
            revoked_by=named.get(successors.get(id_, "")),
        )
        for id_, one in patterns.items()
    }


def _attack_id(one: dict[str, Any]) -> str:
    return next(str(reference["external_id"]) for reference in one["external_references"] if "external_id" in reference)


def until(ask: Callable[[], Any], wanted: Callable[[Any], bool], within: float = 20.0) -> Any:
    """What `ask` gives once it is as wanted."""
    deadline = time.monotonic() + within
    while not wanted(found := ask()):
        assert time.monotonic() < deadline, found
        time.sleep(0.1)
    return found


def needed(*archives: Path) -> None:
    for archive in archives:
        if not archive.exists():
            pytest.skip(f"{archive} is not here: set AEGIS_TEST_DATA to the folder of upstream archives")


def act(client: AegisClient, upgrade: str, path: str, body: Any = None) -> Answer:
    """A command on the upgrade as it is."""
    there = client.get(f"/attack-upgrades/{upgrade}")
    return client.post(f"/attack-upgrades/{upgrade}/{path}", body, version=there.etag)


def released(admin: AegisClient, source: str, release: str) -> None:
    """Says which release a bundle is that does not say it."""
    there = admin.get(f"/data-sources/{source}")
    admin.patch(f"/data-sources/{source}", {"release": release}, version=there.etag)


def previewed(admin: AegisClient, domain: str, file: Path, release: str) -> dict[str, Any]:
    """The upgrade that a dry run shows."""
    released(admin, f"attack-{domain}", release)
    run = import_one(admin, f"attack-{domain}", str(file), dry_run=True, wait=True)
    assert run["state"] == "previewed", run

    def find() -> Any:
        found = [row for row in admin.pages("/attack-upgrades", domain=domain) if row["to_release"] == release]
        return found[0] if found else None

    upgrade: dict[str, Any] = until(find, lambda found: found is not None)
    return upgrade


def applied(admin: AegisClient, upgrade: dict[str, Any]) -> dict[str, Any]:
    """The upgrade once import has read again what its dry run read."""
    answer = act(admin, upgrade["id"], "apply")
    assert answer.json["state"] == "previewed"
    found: dict[str, Any] = until(
        lambda: admin.get(f"/attack-upgrades/{upgrade['id']}").json, lambda row: row["state"] == "applied", 60
    )
    return found


@pytest.fixture(scope="module")
def ics(admin: AegisClient, people: dict[str, Person]) -> dict[str, Any]:
    """ICS 18.1 with tests, a note and an exclusion of ours, and the preview of 19.1."""
    before, _, _, after, release = PAIRS["ics"]
    needed(before, after)
    run = import_one(admin, "attack-ics", str(before), dry_run=False, wait=True)
    assert (run["state"], run["release"]) == ("applied", "18.1"), run
    lead = people["red_lead"].client
    tests = {
        attack_id: lead.post("/tests", {"technique": attack_id, "procedure": {"name": f"Step of {attack_id}"}}).json
        for attack_id in ("T0839", "T0812", "T0843")
    }
    lead.post("/techniques/T0839/notes", {"text": "Ours."})
    scope = admin.get("/organisation")
    admin.post("/organisation/exclusions", {"technique_id": "T0812", "reason": "No such devices."}, version=scope.etag)
    until(lambda: admin.get(f"/techniques/{tests['T0839']['technique']['id']}").json["coverage_status"], bool)
    return {"tests": tests, "upgrade": previewed(admin, "ics", after, release)}


def test_releases_compare_as_their_bundles_do(admin: AegisClient, ics: dict[str, Any]) -> None:
    old_zip, _, _, new_zip, new_release = PAIRS["mobile"]
    needed(old_zip, new_zip)
    assert import_one(admin, "attack-mobile", str(old_zip), dry_run=False, wait=True)["state"] == "applied"
    previewed(admin, "mobile", new_zip, new_release)
    for domain, (before_zip, before_member, before_release, after_zip, after_release) in PAIRS.items():
        before = techniques_in(objects_in(before_zip, before_member), domain)
        after = techniques_in(objects_in(after_zip, f"{domain}-attack/{domain}-attack.json"), domain)
        query = {"domain": domain, "from_": before_release, "to_": after_release}
        rows = {row["attack_id"] + "|" + row["name"]: row for row in admin.pages("/attack-releases/compare", **query)}
        assert len(rows) == len(before.keys() | after.keys())
        both = [(before[id_], after[id_]) for id_ in before.keys() & after.keys()]
        alike = [(old, new) for old, new in both if old.state == new.state]
        expected = {
            "added": {new.attack_id for id_, new in after.items() if id_ not in before},
            "gone": {old.attack_id for id_, old in before.items() if id_ not in after},
            "revoked": {new.attack_id for old, new in both if old.state != new.state == "revoked"},
            "deprecated": {new.attack_id for old, new in both if old.state != new.state == "deprecated"},
            "restored": {new.attack_id for old, new in both if old.state != new.state == "active"},
            "renamed": {new.attack_id for old, new in alike if old.name != new.name},
            "moved": {new.attack_id for old, new in alike if (old.tactics, old.parent) != (new.tactics, new.parent)},
        }
        counts = admin.get("/attack-releases/compare/counts", **query).json
        for change, wanted in expected.items():
            assert {row["attack_id"] for row in rows.values() if change in row["changes"]} == wanted, (domain, change)
            assert counts[change] == len(wanted), (domain, change)
        assert sum(1 for row in rows.values() if row["changes"] == ["unchanged"]) == counts["unchanged"]
        for field, differs in (
            ("description", lambda old, new: old.description != new.description),
            ("platforms", lambda old, new: old.platforms != new.platforms),
        ):
            wanted = {new.attack_id for old, new in alike if differs(old, new)}
            assert {row["attack_id"] for row in rows.values() if field in row["fields"]} == wanted, (domain, field)
        successors = {row["attack_id"]: row["after"]["revoked_by"] for row in rows.values() if row["after"]}
        for new in after.values():
            found = successors[new.attack_id]
            assert (found["attack_id"] if found else None) == new.revoked_by, new.attack_id


def test_the_preview_says_by_name_what_is_carried(admin: AegisClient, ics: dict[str, Any]) -> None:
    before_zip, member, _, after_zip, _ = PAIRS["ics"]
    before = techniques_in(objects_in(before_zip, member), "ics")
    after = techniques_in(objects_in(after_zip, "ics-attack/ics-attack.json"), "ics")
    upgrade = ics["upgrade"]
    rows = {row["attack_id"]: row for row in admin.pages(f"/attack-upgrades/{upgrade['id']}/techniques")}
    carried = {
        new.attack_id: new.revoked_by
        for id_, new in after.items()
        if id_ in before and before[id_].state == "active" and new.state == "revoked"
    }
    assert len(carried) == 9
    assert {key: row["successor"]["attack_id"] for key, row in rows.items() if row["outcome"] == "carried"} == carried
    assert upgrade["counts"]["to_decide"] == 0
    assert rows["T0839"]["ours"]["tests"] == 1
    assert rows["T0839"]["ours"]["notes"] == 1
    assert rows["T0812"]["ours"]["exclusions"] == 1
    assert admin.get("/techniques/T0839").json["state"] == "active"


@pytest.fixture(scope="module")
def upgraded(admin: AegisClient, ics: dict[str, Any]) -> dict[str, Any]:
    return {**ics, "upgrade": applied(admin, ics["upgrade"])}


def technique_of(client: AegisClient, test: dict[str, Any]) -> str:
    attack_id: str = client.get(f"/tests/{test['id']}").json["technique"]["attack_id"]
    return attack_id


def leads_to(client: AegisClient, test: dict[str, Any], attack_id: str) -> None:
    """The test is one of that technique, within a moment."""
    until(lambda: technique_of(client, test), lambda found: found == attack_id)


def test_what_is_ours_follows_what_upstream_revoked(
    admin: AegisClient, people: dict[str, Person], upgraded: dict[str, Any]
) -> None:
    viewer = people["viewer"].client
    tests = upgraded["tests"]
    leads_to(viewer, tests["T0839"], "T1693.002")
    leads_to(viewer, tests["T0812"], "T1694.001")
    assert technique_of(viewer, tests["T0843"]) == "T0843"
    assert [note["text"] for note in viewer.pages("/techniques/T1693.002/notes")] == ["Ours."]
    excluded = [row["technique"]["attack_id"] for row in viewer.pages("/organisation/exclusions")]
    assert "T1694.001" in excluded
    until(lambda: viewer.get("/scores/techniques/T1693.002").json["flags"], lambda flags: "planned" in flags)


def test_a_decision_leads_elsewhere_and_undoing_it_leads_back(
    people: dict[str, Person], upgraded: dict[str, Any]
) -> None:
    lead = people["red_lead"].client
    upgrade, test = upgraded["upgrade"]["id"], upgraded["tests"]["T0839"]
    body = {"technique": "T0839", "target": "T1693", "reason": "It is about all firmware."}
    answer = act(lead, upgrade, "decisions", body)
    assert answer.json["latest"] is True
    leads_to(lead, test, "T1693")
    assert [note["text"] for note in lead.pages("/techniques/T1693/notes")] == ["Ours."]
    [decision] = lead.pages(f"/attack-upgrades/{upgrade}/decisions")
    assert (decision["target"]["attack_id"], decision["undone_at"]) == ("T1693", None)
    act(lead, upgrade, f"decisions/{decision['id']}/undo", {"reason": "Only modules."})
    leads_to(lead, test, "T1693.002")
    assert [note["text"] for note in lead.pages("/techniques/T1693.002/notes")] == ["Ours."]
    audited = people["auditor"].client
    until(
        lambda: {entry["action"] for entry in audited.pages("/audit-events", object=upgrade)},
        lambda found: {"attack_upgrades.decide", "attack_upgrades.undo"} <= found,
    )


def test_the_command_line_shows_decides_and_undoes(
    suite: Suite, people: dict[str, Person], upgraded: dict[str, Any]
) -> None:
    lead = people["red_lead"].client
    token = str(lead._http.headers["Authorization"]).removeprefix("Bearer ")

    def said(*command: str) -> Any:
        result = CliRunner().invoke(
            client_app(), ["upgrade", *command, "--json", "--server", suite.url], env={"AEGIS_TOKEN": token}
        )
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    shown = said("show", "ics")
    assert (shown["id"], len(shown["techniques"])) == (upgraded["upgrade"]["id"], 9)
    assert said("decide", "ics", "T0839", "T1693.001", "--reason", "Try.")["version"] > shown["version"]
    leads_to(lead, upgraded["tests"]["T0839"], "T1693.001")
    said("undo", "ics", "T0839")
    leads_to(lead, upgraded["tests"]["T0839"], "T1693.002")


def test_a_later_release_asks_what_upstream_leaves_open(
    admin: AegisClient, people: dict[str, Person], upgraded: dict[str, Any], tmp_path: Path
) -> None:
    objects = objects_in(PAIRS["ics"][3], "ics-attack/ics-attack.json")
    for one in objects:
        if one["type"] == "attack-pattern" and _attack_id(one) == "T0843":
            one["x_mitre_deprecated"] = True
        if one["type"] == "attack-pattern" and _attack_id(one) == "T1694.001":
            one["revoked"] = True
    file = tmp_path / "ics-attack.json"
    file.write_text(json.dumps({"type": "bundle", "id": "bundle--1", "spec_version": "2.0", "objects": objects}))
    upgrade = previewed(admin, "ics", file, "20.0")
    rows = {row["attack_id"]: row for row in admin.pages(f"/attack-upgrades/{upgrade['id']}/techniques", open="true")}
    assert {key: row["why"] for key, row in rows.items()} == {
        "T0843": "deprecated", "T1694.001": "no_successor", "T0812": "end_not_active"
    }  # fmt: skip
    lead = people["red_lead"].client
    test = upgraded["tests"]["T0843"]
    body = {"technique": "T0843", "target": "T0873", "tests": [test["id"]]}
    act(lead, upgrade["id"], "decisions", body)
    assert technique_of(lead, test) == "T0843"
    upgrade = applied(admin, upgrade)
    leads_to(lead, test, "T0873")
    leads_to(lead, upgraded["tests"]["T0812"], "T0812")
    act(lead, upgrade["id"], "decisions", {"technique": "T0812", "target": "T1694.002"})
    leads_to(lead, upgraded["tests"]["T0812"], "T1694.002")
    excluded = [row["technique"]["attack_id"] for row in lead.pages("/organisation/exclusions")]
    assert "T1694.002" in excluded
