"""ATT&CK enterprise 19.1 comes in whole, exactly, and once."""

from collections import Counter
from typing import Any

from upstream_archives import ENTERPRISE

from aegis_client.cli.imports import import_one
from aegis_client.http import AegisClient


def test_the_run_says_what_it_brought(enterprise: dict[str, Any]) -> None:
    assert enterprise["release"] == "19.1"
    assert enterprise["problems_count"] == 0
    technique = enterprise["counts"]["technique"]
    assert (technique["read"], technique["new"], technique["skipped"]) == (858, 858, 0)


def test_the_catalogue_holds_exactly_what_the_bundle_holds(admin: AegisClient, enterprise: dict[str, Any]) -> None:
    assert admin.get("/techniques", limit=1, count="true").json["total"] == 697
    states = Counter(item["state"] for item in admin.pages("/techniques", state="all"))
    assert states == {"active": 697, "revoked": 149, "deprecated": 12}
    assert admin.get("/tactics", domain="enterprise", limit=1, count="true").json["total"] == 15
    assert admin.get("/threat-actors", limit=1, count="true").json["total"] == 174


def test_the_matrix_has_a_cell_for_every_place_of_a_technique(admin: AegisClient, enterprise: dict[str, Any]) -> None:
    matrix = admin.get("/matrix", domain="enterprise").json
    assert len(matrix["tactics"]) == 15
    assert sum(len(tactic["techniques"]) for tactic in matrix["tactics"]) == 872


def test_actors_use_what_the_bundle_says_they_use(admin: AegisClient, enterprise: dict[str, Any]) -> None:
    direct = 0
    for actor in admin.pages("/threat-actors"):
        direct += sum(1 for _ in admin.pages(f"/threat-actors/{actor['id']}/techniques", way="direct"))
    assert direct == 4_546


def test_the_same_file_again_changes_nothing_and_sends_nothing(admin: AegisClient, enterprise: dict[str, Any]) -> None:
    before = admin.get("/techniques/T1059.001").etag
    run = import_one(admin, "attack-enterprise", str(ENTERPRISE), dry_run=False, wait=True)
    assert run["state"] == "applied"
    for kind, counts in run["counts"].items():
        assert (counts["new"], counts["changed"], counts["withdrawn"]) == (0, 0, 0), kind
        assert counts["unchanged"] == counts["read"], kind
    assert admin.get("/techniques/T1059.001").etag == before
