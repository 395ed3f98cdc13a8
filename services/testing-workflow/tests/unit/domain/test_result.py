"""The result is derived from what was run and seen."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from testing_support.tests import NOON

from aegis_testing.domain.execution import Execution
from aegis_testing.domain.observation import Observation
from aegis_testing.domain.result import execution_results, lines, split


def ran(outcome: str = "succeeded", platform: str = "Windows", **facts: object) -> Execution:
    return Execution(**{"id": uuid4(), "platform": platform, "environment": "production", "outcome": outcome, **facts})


def saw(execution: Execution, rung: str = "none", prevention: str = "none", how: str = "automatic") -> Observation:
    return Observation(
        id=uuid4(), execution_id=execution.id, tool=uuid4().hex, rung=rung, prevention=prevention, how=how
    )


def result_of(execution: Execution, *seen: Observation) -> str | None:
    return execution_results([execution], seen)[0].result


@pytest.mark.parametrize(
    "seen, result",
    [
        ([("none", "blocked", "automatic")], "prevented"),
        ([("alert", "blocked", "automatic")], "prevented"),
        ([("not_checked", "blocked", "automatic")], "prevented"),
        ([("alert", "none", "automatic")], "detected"),
        ([("alert", "partial", "automatic")], "detected"),
        ([("telemetry", "none", "automatic")], "partially_detected"),
        ([("none", "partial", "automatic")], "partially_detected"),
        ([("none", "none", "automatic")], "not_detected"),
        ([("alert", "none", "hunted")], "partially_detected"),
        ([("telemetry", "none", "hunted")], "partially_detected"),
        ([("alert", "none", "told")], "not_detected"),
        ([("telemetry", "none", "told")], "not_detected"),
        ([("none", "none", "automatic"), ("alert", "none", "automatic")], "detected"),
        ([("alert", "none", "automatic"), ("none", "blocked", "automatic")], "prevented"),
        ([("not_checked", "none", "automatic"), ("telemetry", "none", "automatic")], "partially_detected"),
        ([("not_checked", "none", "automatic")], None),
        ([], None),
    ],
)
def test_the_best_tool_counts(seen: list[tuple[str, str, str]], result: str | None) -> None:
    execution = ran()
    assert result_of(execution, *(saw(execution, *one) for one in seen)) == result


def test_what_was_not_run_or_failed_unseen_is_not_applicable() -> None:
    not_run, crashed, seen = ran("not_run"), ran("failed"), ran("failed")
    assert result_of(not_run, saw(not_run, "alert")) == "not_applicable"
    assert result_of(crashed, saw(crashed, "none")) == "not_applicable"
    assert result_of(seen, saw(seen, "telemetry")) == "partially_detected"
    whole = split(execution_results([not_run, crashed], [saw(crashed, "none")]))
    assert (whole.result, whole.applicable, whole.inconclusive) == ("not_applicable", 0, 1)


@pytest.mark.parametrize(
    "parts, result",
    [
        (["prevented", "prevented"], "prevented"),
        (["prevented", "detected"], "detected"),
        (["detected", "detected", "not_detected"], "partially_detected"),
        (["partially_detected", "partially_detected"], "partially_detected"),
        (["prevented", "partially_detected"], "partially_detected"),
        (["not_detected", "not_detected"], "not_detected"),
        (["not_detected", "not_applicable"], "not_detected"),
        (["detected", "not_applicable"], "detected"),
        (["not_applicable"], "not_applicable"),
        ([], None),
    ],
)
def test_the_result_of_a_test_over_its_executions(parts: list[str], result: str | None) -> None:
    executions, seen = made(parts)
    assert split(execution_results(executions, seen)).result == result


def made(parts: Sequence[str]) -> tuple[list[Execution], list[Observation]]:
    executions, seen = [], []
    for part in parts:
        execution = ran("not_run" if part == "not_applicable" else "succeeded")
        executions.append(execution)
        rung = {"detected": "alert", "partially_detected": "telemetry"}.get(part, "none")
        seen.append(saw(execution, rung, "blocked" if part == "prevented" else "none"))
    return executions, seen


PARTS = st.lists(
    st.sampled_from(["prevented", "detected", "partially_detected", "not_detected", "not_applicable"]), max_size=8
)


@given(PARTS)
def test_the_result_follows_the_words_of_the_page(parts: list[str]) -> None:
    executions, seen = made(parts)
    applicable = [part for part in parts if part != "not_applicable"]
    if not parts:
        expected = None
    elif not applicable:
        expected = "not_applicable"
    elif all(part in {"prevented", "detected"} for part in applicable):
        expected = "detected" if "detected" in applicable else "prevented"
    elif all(part == "not_detected" for part in applicable):
        expected = "not_detected"
    else:
        expected = "partially_detected"
    whole = split(execution_results(executions, seen))
    assert whole.result == expected
    assert (whole.executions, whole.applicable) == (len(parts), len(applicable))


@given(PARTS, st.randoms())
def test_the_order_of_executions_says_nothing(parts: list[str], random: object) -> None:
    executions, seen = made(parts)
    before = split(execution_results(executions, seen))
    random.shuffle(executions)  # type: ignore[attr-defined]
    random.shuffle(seen)  # type: ignore[attr-defined]
    assert split(execution_results(executions, seen)) == before


def test_a_line_a_platform_and_environment() -> None:
    first = ran(started_at=NOON + timedelta(hours=2))
    second = ran(started_at=NOON + timedelta(hours=1))
    skipped = ran("not_run", started_at=NOON)
    lab = ran(environment="lab")
    seen = [saw(first, "alert"), saw(second, "none"), saw(lab, "telemetry")]
    found = lines(execution_results([first, second, skipped, lab], seen), otherwise=NOON)
    assert [(line.platform, line.environment, line.result, line.applicable, line.executions) for line in found] == [
        ("Windows", "lab", "partially_detected", 1, 1),
        ("Windows", "production", "partially_detected", 2, 3),
    ]
    assert found[0].attacked_at == NOON
    assert found[1].attacked_at == NOON + timedelta(hours=1)


def test_a_line_without_a_word_yet_is_left_out() -> None:
    assert lines(execution_results([ran()], []), otherwise=NOON) == ()
