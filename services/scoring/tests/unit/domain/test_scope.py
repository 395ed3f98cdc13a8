"""Which techniques count."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from scoring_builders import NOW, named

from aegis_scoring.domain.scope import Exclusion, Scope, Technique, in_scope, platforms_in_scope

WINDOWS = Scope(platforms=("Windows",))
TECHNIQUE = Technique(id=named("t"), platforms=("Windows", "Linux"))


def within(technique: Technique, scope: Scope, *, lines: int = 0, instant: datetime = NOW) -> bool:
    return in_scope(technique, scope, lines=lines, instant=instant)


def test_one_platform_of_ours_is_enough() -> None:
    assert within(TECHNIQUE, WINDOWS)
    assert within(TECHNIQUE, Scope(platforms=("windows",)))
    assert not within(TECHNIQUE, Scope(platforms=("macOS",)))


def test_no_platforms_named_means_all() -> None:
    assert within(TECHNIQUE, Scope())
    assert platforms_in_scope(TECHNIQUE.platforms, Scope()) == ("Windows", "Linux")


def test_a_technique_without_platforms_counts_only_when_all_do() -> None:
    bare = replace(TECHNIQUE, platforms=())
    assert within(bare, Scope())
    assert not within(bare, WINDOWS)


@pytest.mark.parametrize("scope", [Scope(), WINDOWS])
def test_pre_counts_only_when_switched_on(scope: Scope) -> None:
    pre = replace(TECHNIQUE, platforms=("PRE",))
    assert not within(pre, scope)
    assert within(pre, replace(scope, include_pre=True))


def test_the_domain_has_to_be_ours() -> None:
    mobile = replace(TECHNIQUE, domains=("mobile",))
    assert not within(mobile, Scope())
    assert within(mobile, Scope(domains=("enterprise", "mobile")))


def test_a_revoked_technique_never_counts() -> None:
    assert not within(replace(TECHNIQUE, active=False), Scope(), lines=3)


def test_a_parent_counts_only_through_tests_of_its_own() -> None:
    parent = replace(TECHNIQUE, has_subtechniques=True)
    assert not within(parent, Scope())
    assert within(parent, Scope(), lines=1)


def test_an_exclusion_lasts_to_the_end_of_its_last_day_where_we_are() -> None:
    berlin = Scope(
        time_zone="Europe/Berlin",
        exclusions=(Exclusion(technique_id=TECHNIQUE.id, reason="a pilot", until=date(2026, 11, 24)),),
    )
    midnight = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    assert not within(TECHNIQUE, berlin, instant=midnight - timedelta(microseconds=1))
    assert within(TECHNIQUE, berlin, instant=midnight)


@pytest.mark.parametrize("until", [None, date.max])
def test_an_exclusion_may_have_no_end(until: date | None) -> None:
    scope = Scope(exclusions=(Exclusion(technique_id=TECHNIQUE.id, reason="not ours", until=until),))
    assert not within(TECHNIQUE, scope, instant=datetime(2126, 1, 1, tzinfo=UTC))
