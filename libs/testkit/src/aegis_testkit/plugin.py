"""The testkit as a pytest plugin: says at the end of a run which real servers were missing and how to get them."""

from collections import Counter

import pytest

from aegis_testkit.required import MISSING


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Lists what was skipped for want of a server, once each, with the number of tests."""
    missing: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        said = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        _, found, reason = said.partition(MISSING)
        if found:
            missing[reason.strip()] += 1
    if not missing:
        return
    terminalreporter.section("servers that could not be had", yellow=True)
    for reason, tests in missing.most_common():
        terminalreporter.line(f"{tests} test{'s' if tests > 1 else ''} skipped - {reason}")
    terminalreporter.line("CI=true or AEGIS_TEST_REQUIRE=all makes these failures.")
