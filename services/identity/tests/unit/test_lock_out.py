"""Guessing gets slower, for everybody alike."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_identity.domain.attempts import FIRST_WAIT, FREE, LONGEST_WAIT, Attempts, subject_of
from aegis_kernel.errors import TooMany

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_the_first_failures_are_free_then_each_wait_is_twice_the_last() -> None:
    attempts, now, waits = Attempts(), NOW, []
    for _ in range(14):
        attempts.refuse_while_locked(now)
        attempts.fail(now)
        if attempts.locked_until is not None:
            waits.append(attempts.locked_until - now)
            with pytest.raises(TooMany):
                attempts.refuse_while_locked(attempts.locked_until - timedelta(microseconds=1))
            now = attempts.locked_until
    assert len(waits) == 14 - FREE + 1
    assert waits[:3] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]
    assert waits[-1] == LONGEST_WAIT


@given(st.integers(0, 10_000))
def test_no_wait_is_longer_than_the_longest(failures: int) -> None:
    attempts = Attempts(failures=failures)
    attempts.fail(NOW)
    assert attempts.locked_until is None or attempts.locked_until - NOW <= LONGEST_WAIT


def test_a_day_later_failures_are_forgotten() -> None:
    attempts = Attempts(failures=9, last_failed_at=NOW - timedelta(hours=25))
    attempts.fail(NOW)
    assert (attempts.failures, attempts.locked_until) == (1, None)


def test_what_is_counted_for_is_no_address_but_its_hash() -> None:
    assert subject_of("Ada@example.test") == subject_of(" ada@EXAMPLE.test")
    assert b"ada" not in subject_of("ada@example.test")
