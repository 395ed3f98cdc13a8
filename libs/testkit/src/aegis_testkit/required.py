"""What becomes of a test whose server cannot be had here: skipped on a developer's machine, failed in CI."""

import os
from typing import NoReturn

import pytest

MISSING = "not to be had here: "
"""Begins the reason of such a skip; the plugin lists them at the end of a run."""


class Unavailable(Exception):
    """A server that cannot be had on this machine. The message says what was tried and what to install."""


def all_required() -> bool:
    """Whether a missing server is a failure: CI sets `CI=true`, anyone may set `AEGIS_TEST_REQUIRE=all`."""
    return os.environ.get("CI", "").lower() == "true" or os.environ.get("AEGIS_TEST_REQUIRE", "").lower() == "all"


def skip_or_fail(missing: Unavailable) -> NoReturn:
    """Ends the running test: with a failure where all servers are required, else as skipped, with the reason."""
    if all_required():
        pytest.fail(str(missing), pytrace=False)
    pytest.skip(f"{MISSING}{missing}")
