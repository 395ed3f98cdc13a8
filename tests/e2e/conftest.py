"""End-to-end tests run twice, unchanged: against the standalone process and against six services on real Kafka."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from people import ROLES, Person, sign_up
from suites import Suite, running_suite
from upstream_archives import ENTERPRISE

from aegis_client.http import AegisClient
from aegis_testkit.processes import free_port


@pytest.fixture(scope="session", params=["standalone", "distributed"])
def suite(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    """A suite that all tests of one mode share."""
    folder = tmp_path_factory.mktemp(request.param)
    with running_suite(request.param, folder, free_port()) as running:
        yield running


@pytest.fixture(scope="session")
def admin(suite: Suite) -> AegisClient:
    """The first admin, signed in."""
    return suite.admin()


@pytest.fixture(scope="session")
def people(suite: Suite, admin: AegisClient) -> dict[str, Person]:
    """One person a role, by role; leads come twice, so that two different ones can decide."""
    found = {role: sign_up(suite, admin, role.replace("_", "-"), role) for role in ROLES}
    found["admin"] = Person("admin@example.test", admin.get("/auth/me").json["id"], admin)
    return found


@pytest.fixture(scope="session")
def enterprise(suite: Suite, admin: AegisClient) -> dict[str, object]:
    """The run that brought ATT&CK enterprise 19.1 in; skips where the archive is absent."""
    if not ENTERPRISE.exists():
        pytest.skip(f"{ENTERPRISE} is not here: set AEGIS_TEST_DATA to the folder of upstream archives")
    from aegis_client.cli.imports import import_one

    run: dict[str, object] = import_one(admin, "attack-enterprise", str(ENTERPRISE), dry_run=False, wait=True)
    assert run["state"] == "applied", run
    return run
