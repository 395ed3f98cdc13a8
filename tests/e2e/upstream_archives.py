"""Where the archives of upstreams lie that end-to-end tests import."""

import os
from pathlib import Path

DATA = Path(os.environ.get("AEGIS_TEST_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
ENTERPRISE = DATA / "attack-stix-data-enterprise-attack-19.1.zip"
