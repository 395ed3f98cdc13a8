"""The upstream archives, where they are. They are never copied into the repository."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[5]
DATA = Path(os.environ.get("AEGIS_TEST_DATA", ROOT.parent / "shared" / "data"))

ENTERPRISE_21 = "attack-stix-data-enterprise-attack-19.1.zip"
ENTERPRISE_20 = "cti-enterprise-attack-19.1.zip"
MOBILE_20 = "cti-mobile-attack-19.0.zip"
ICS_20 = "cti-ics-attack-19.1.zip"
OLDER_21 = "attack-stix-data-ics-18.1-mobile-17.1.zip"


def upstream(name: str) -> Path:
    """The archive, or the test is skipped."""
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"{path} is not here: set AEGIS_TEST_DATA to the folder of upstream archives")
    return path
