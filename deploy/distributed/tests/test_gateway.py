"""The gateway sends each path to its owner, and nothing else anywhere."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from aegis_distributed.gateway import Upstream, envoy_bootstrap, routes

CATALOG = Upstream(name="catalog", host="127.0.0.1", port=1, owns=["techniques"])
IDENTITY = Upstream(name="identity", host="127.0.0.1", port=2, owns=["auth"], well_known=["/.well-known/jwks.json"])


def owner(path: str) -> str | None:
    """Who gets `path`, by the table's own words."""
    for route in routes([CATALOG, IDENTITY]):
        match = route["match"]
        prefix = match.get("path_separated_prefix")
        if (
            path == match.get("path")
            or (prefix and (path == prefix or path.startswith(prefix + "/")))
            or ("safe_regex" in match and re.fullmatch(match["safe_regex"]["regex"], path))
        ):
            return str(route["route"]["cluster"])
    return None


def test_a_path_goes_to_the_owner_of_its_first_segment() -> None:
    assert owner("/api/v1/techniques") == "catalog"
    assert owner("/api/v1/techniques/T1059/actors") == "catalog"
    assert owner("/api/v1/auth/login") == "identity"
    assert owner("/.well-known/jwks.json") == "identity"
    assert owner("/api/v1/openapi/catalog.json") == "catalog"


def test_what_is_for_the_inside_is_not_routed() -> None:
    for path in ("/internal/token-exchange", "/health/ready", "/metrics", "/api/v1/techniquesque", "/"):
        assert owner(path) is None, path


def test_streams_have_no_time_limit() -> None:
    first = routes([CATALOG])[0]
    assert re.fullmatch(first["match"]["safe_regex"]["regex"], "/api/v1/techniques/T1/stream")
    assert first["route"]["timeout"] == "0s"


def test_envoy_takes_the_configuration(tmp_path: Path) -> None:
    envoy = shutil.which("envoy", path=str(Path(sys.executable).parent))
    assert envoy is not None
    configuration = tmp_path / "envoy.json"
    configuration.write_text(json.dumps(envoy_bootstrap([CATALOG, IDENTITY], host="127.0.0.1", port=8080)))
    subprocess.run([envoy, "--mode", "validate", "-c", str(configuration)], check=True, capture_output=True)
