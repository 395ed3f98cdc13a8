"""When rules are due: over changes of the clock, ends of months, and pauses of any length."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_chassis.scheduling import InvalidRule, next_due

VIENNA = "Europe/Vienna"


def local(text: str, zone: str = VIENNA, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def times(rule: str, start: datetime, count: int, zone: str = VIENNA, after: datetime | None = None) -> list[datetime]:
    found = []
    at = after or start - timedelta(seconds=1)
    for _ in range(count):
        due = next_due(rule, zone, start=start, after=at)
        assert due is not None
        found.append(due)
        at = due
    return found


def test_month_ends_clamp_and_come_back() -> None:
    assert times("monthly", local("2026-01-31T09:00"), 4) == [
        local("2026-01-31T09:00"),
        local("2026-02-28T09:00"),
        local("2026-03-31T09:00"),
        local("2026-04-30T09:00"),
    ]
    assert times("quarterly", local("2025-11-30T09:00"), 3)[1:] == [
        local("2026-02-28T09:00"),
        local("2026-05-30T09:00"),
    ]
    assert times("yearly", local("2024-02-29T09:00"), 5) == [
        local(f"{year}-02-{day}T09:00") for year, day in ((2024, 29), (2025, 28), (2026, 28), (2027, 28), (2028, 29))
    ]


def test_the_local_time_of_day_stays_over_a_change_of_the_clock() -> None:
    assert times("daily", local("2026-03-28T09:00"), 3) == [local(f"2026-03-{day}T09:00") for day in (28, 29, 30)]
    assert times("weekly", local("2026-10-19T09:00"), 2) == [local("2026-10-19T09:00"), local("2026-10-26T09:00")]


@pytest.mark.parametrize("rule", ["daily", "30 2 * * *"])
def test_a_local_time_that_does_not_exist_is_due_at_the_next_that_does(rule: str) -> None:
    assert times(rule, local("2026-03-28T02:30"), 3) == [
        local("2026-03-28T02:30"),
        local("2026-03-29T03:00"),
        local("2026-03-30T02:30"),
    ]


@pytest.mark.parametrize("rule", ["daily", "30 2 * * *"])
def test_a_local_time_that_comes_twice_is_due_once_at_the_first(rule: str) -> None:
    assert times(rule, local("2026-10-24T02:30"), 3) == [
        local("2026-10-24T02:30"),
        local("2026-10-25T02:30", fold=0),
        local("2026-10-26T02:30"),
    ]


def test_a_day_that_does_not_exist_is_due_at_the_next_that_does() -> None:
    """Samoa left out 30 December 2011."""
    assert times("daily", local("2011-12-29T09:00", "Pacific/Apia"), 3, "Pacific/Apia") == [
        local("2011-12-29T09:00", "Pacific/Apia"),
        local("2011-12-31T00:00", "Pacific/Apia"),
        local("2011-12-31T09:00", "Pacific/Apia"),
    ]


def test_half_hour_gaps_end_where_they_end() -> None:
    assert times("daily", local("2026-10-03T02:15", "Australia/Lord_Howe"), 2, "Australia/Lord_Howe")[1] == local(
        "2026-10-04T02:30", "Australia/Lord_Howe"
    )


def test_intervals_do_not_care_for_clocks() -> None:
    start = local("2026-03-29T00:00")
    assert times("every 6h", start, 4) == [start + timedelta(hours=6 * number) for number in range(4)]
    assert next_due("every 90s", "UTC", start=start, after=start + timedelta(days=3, seconds=1)) == start + timedelta(
        days=3, seconds=90 - 3 * 86_400 % 90
    )


def test_steps_of_cron_go_by_real_time() -> None:
    assert len(set(times("*/30 * * * *", local("2026-10-25T00:00"), 10))) == 10
    assert times("*/30 * * * *", local("2026-10-25T00:00"), 10)[-1] == local("2026-10-25T00:00") + timedelta(hours=4.5)


def test_cron_is_read_as_debian_reads_it() -> None:
    start = local("2026-11-24T00:00")
    assert times("0 9 1 * MON", start, 2) == [local("2026-11-30T09:00"), local("2026-12-01T09:00")]
    assert times("0 9 L * *", start, 1) == [local("2026-11-30T09:00")]
    assert times("15,45 8-9 * * mon-fri", start, 3) == [local(f"2026-11-24T{at}") for at in ("08:15", "08:45", "09:15")]


def test_it_is_due_neither_before_its_start_nor_after_its_end() -> None:
    start, end = local("2026-06-01T09:00"), local("2026-06-03T09:00")
    for rule in ("daily", "every 1d", "0 9 * * *"):
        early = datetime(2000, 1, 1, tzinfo=UTC)
        assert next_due(rule, VIENNA, start=start, after=early, until=end) == start
        assert next_due(rule, VIENNA, start=start, after=end - timedelta(seconds=1), until=end) == end
        assert next_due(rule, VIENNA, start=start, after=end, until=end) is None


NOT_RULES = ["", "hourly", "every 0m", "every -1s", "every 15", "every 1w", "* * * *", "* * * * * *", "61 * * * *"]
NOT_RULES += ["@daily", "0 0 31 2 *", "x" * 200, "* " * 5 + "*" * 200, "daily ", "* * * * *;drop"]


@pytest.mark.parametrize("rule", NOT_RULES)
def test_what_is_no_rule_is_refused(rule: str) -> None:
    with pytest.raises(InvalidRule):
        next_due(rule, "UTC", start=local("2026-01-01"), after=local("2026-01-01"))


@pytest.mark.parametrize("zone", ["", "Mars/Base", "../../etc/passwd", "/etc/localtime", "Europe", "CET\0"])
def test_what_is_no_zone_is_refused(zone: str) -> None:
    with pytest.raises(InvalidRule, match="is not a time zone"):
        next_due("daily", zone, start=local("2026-01-01"), after=local("2026-01-01"))


EARLIEST, LATEST = datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2035-01-01")
INSTANTS = st.datetimes(EARLIEST, LATEST, timezones=st.just(UTC))
ZONES = st.sampled_from(["UTC", VIENNA, "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Sao_Paulo"])
RULES = st.sampled_from(["every 7m", "every 1d", "daily", "weekly", "monthly", "quarterly", "yearly", "30 2 * * *"])


@given(rule=RULES, zone=ZONES, start=INSTANTS, after=INSTANTS)
def test_the_next_is_later_and_nothing_lies_between(rule: str, zone: str, start: datetime, after: datetime) -> None:
    due = next_due(rule, zone, start=start, after=after)
    assert due is not None
    assert due > after
    assert due >= start
    halfway = after + (due - after) / 2
    assert next_due(rule, zone, start=start, after=halfway) == due
