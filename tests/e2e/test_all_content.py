"""Every archive of the folder comes in by one command, exactly, and a second time changes nothing.

That each count and hash of each source is right, in any order, is held in ``tests/contracts``; here it is held that
they are so after the whole way: command line, upload, queue, reader, bus, catalogue, and everybody who hears of it.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from people import Person, sign_up
from suites import Suite, running_suite
from upstream_archives import DATA

from aegis_client.cli.import_all import import_everything
from aegis_client.http import AegisClient
from aegis_testkit.processes import free_port

READ = {
    "attack-enterprise": 3_018,
    "attack-mobile": 524,
    "attack-ics": 370,
    "atomic": 1_819,
    "sigma": 4_041,
    "elastic": 2_192,
    "splunk": 1_711,
    "caldera": 381,
    "lolbas": 482,
    "gtfobins": 822,
    "d3fend": 230,
    "nist-800-53": 1_190,
    "nist-800-53-mappings": 110,
    "cis-v8": 172,
    "misp-actors": 1_041,
}
"""Entries of each source, of all kinds."""

LISTED = {
    ("/techniques", ""): 918,
    ("/threat-actors", ""): 178,
    ("/test-templates", ""): 1_819 + 354 + 482 + 822,
    ("/test-templates", "atomic"): 1_819,
    ("/test-templates", "caldera"): 354,
    ("/test-templates", "lolbas"): 482,
    ("/test-templates", "gtfobins"): 822,
    ("/adversaries", ""): 27,
    ("/detection-rules", "sigma"): 3_780,
    ("/detection-rules", "elastic"): 1_940 + 128,
    ("/detection-rules", "splunk"): 1_711 - 98,
    ("/defences", ""): 230,
    ("/frameworks", ""): 2,
    ("/actor-profiles", ""): 1_041,
}
"""What the catalogue lists as active, by path and upstream."""


@pytest.fixture(scope="module", params=["standalone", "distributed"])
def empty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    """A suite of this module's own: what others import and decide would show in the counts."""
    folder = tmp_path_factory.mktemp(f"all-{request.param}")
    with running_suite(request.param, folder, free_port()) as running:
        yield running


@pytest.fixture(scope="module")
def admin(empty: Suite) -> AegisClient:
    """The first admin, signed in."""
    return empty.admin()


@pytest.fixture(scope="module")
def red_tech(empty: Suite, admin: AegisClient) -> Person:
    """Somebody who drafts tests."""
    return sign_up(empty, admin, "red-tech", "red_tech")


@pytest.fixture(scope="module")
def everything(admin: AegisClient) -> Mapping[str, Any]:
    """The runs of ``aegis import --all``, by source."""
    if not (DATA / "sigma-master.zip").exists():
        pytest.skip(f"{DATA} holds no archives: set AEGIS_TEST_DATA to the folder of upstream archives")
    runs, _ = import_everything(admin, DATA)
    return {run["source_name"]: run for run in runs}


def test_every_source_is_read_whole(everything: Mapping[str, Any]) -> None:
    assert {name: (run["state"], run["error"]) for name, run in everything.items() if run["state"] != "applied"} == {}
    read = {name: sum(one["read"] for one in run["counts"].values()) for name, run in everything.items()}
    assert read == READ
    assert {name: run["problems_count"] for name, run in everything.items() if run["problems_count"]} == {}


def test_the_catalogue_lists_all_of_it(admin: AegisClient, everything: Mapping[str, Any]) -> None:
    found = {
        (path, source): admin.get(path, limit=1, count="true", **({"source": source} if source else {})).json["total"]
        for path, source in LISTED
    }
    assert found == LISTED


def test_whoever_hears_of_it_has_it(admin: AegisClient, red_tech: Person, everything: Mapping[str, Any]) -> None:
    matrix = eventually(lambda: admin.get("/matrix", domain="mobile").json, lambda seen: places(seen) == 144)
    assert places(matrix) == 144
    scored = admin.get("/scores/techniques", limit=1, count="true", domain="mobile").json["total"]
    assert scored == admin.get("/techniques", limit=1, count="true", domain="mobile").json["total"]
    template = admin.get("/test-templates", source="atomic", technique="T1059.001", limit=1).json["items"][0]
    drafted = red_tech.client.post("/tests", {"technique": "T1059.001", "template": {"id": template["id"]}}).json
    assert drafted["procedure"]["template_id"] == template["id"]
    assert drafted["procedure"]["name"] == template["name"]


def places(matrix: Any) -> int:
    """Cells of a matrix."""
    return sum(len(tactic["techniques"]) for tactic in matrix["tactics"])


def eventually(read: Callable[[], Any], good: Callable[[Any], bool]) -> Any:
    """What `read` gives once it is `good`, or after ten seconds."""
    deadline = time.monotonic() + 10
    while not good(seen := read()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return seen


def test_a_second_time_changes_nothing(admin: AegisClient, everything: Mapping[str, Any]) -> None:
    before = {
        path: admin.get(path).etag
        for path in ("/techniques/T1003", "/frameworks/nist-800-53-r5", "/threat-actors/G0016")
    }
    runs, _ = import_everything(admin, DATA)
    for run in runs:
        assert run["state"] == "applied", run
        for kind, counts in run["counts"].items():
            assert (counts["new"], counts["changed"], counts["withdrawn"]) == (0, 0, 0), (run["source_name"], kind)
            assert counts["unchanged"] == counts["read"], (run["source_name"], kind)
    assert {path: admin.get(path).etag for path in before} == before
