"""What a run says of servers that could not be had."""

import pytest

pytest_plugins = ["pytester"]

TESTS = """
import pytest
from aegis_testkit.required import Unavailable, skip_or_fail

@pytest.fixture
def kafka():
    skip_or_fail(Unavailable("Kafka: no Java >= 17: install a JDK"))

def test_one(kafka): ...
def test_two(kafka): ...
def test_three(): pytest.skip("for another reason")
def test_four(): ...
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    for name in ("CI", "AEGIS_TEST_REQUIRE"):
        monkeypatch.delenv(name, raising=False)
    pytester.makepyfile(TESTS)
    return pytester


def test_missing_servers_are_listed_once_with_how_to_get_them(run: pytest.Pytester) -> None:
    result = run.runpytest_subprocess()
    result.assert_outcomes(passed=1, skipped=3)
    result.stdout.fnmatch_lines(
        ["*servers that could not be had*", "2 tests skipped - Kafka: no Java >= 17: install a JDK", "CI=true or *"]
    )


@pytest.mark.parametrize("variable, value", [("CI", "true"), ("AEGIS_TEST_REQUIRE", "all")])
def test_where_all_are_required_a_missing_server_fails(
    run: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    run.runpytest_subprocess().assert_outcomes(passed=1, skipped=1, errors=2)
