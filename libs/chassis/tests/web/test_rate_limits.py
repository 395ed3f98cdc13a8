"""Guessing is slowed down, each key for itself."""

import pytest

from aegis_chassis.web.rate_limits import RateLimit
from aegis_kernel.errors import TooMany


def test_a_burst_then_one_each_interval() -> None:
    now = 0.0
    limit = RateLimit(burst=3, every_seconds=10, now=lambda: now)
    for _ in range(3):
        limit.take("a")
    with pytest.raises(TooMany) as refused:
        limit.take("a")
    assert refused.value.retry_after_seconds == pytest.approx(10)
    limit.take("b")
    now = 10.0
    limit.take("a")
    with pytest.raises(TooMany):
        limit.take("a")
    now = 100.0
    for _ in range(3):
        limit.take("a")
