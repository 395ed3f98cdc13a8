"""Keys come and go so that no token meets a service that does not know its key."""

from datetime import UTC, datetime, timedelta

from aegis_identity.domain.signing_key import TOLD_BEFORE, SigningKey, gone, next_begins, signing

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ACCESS = timedelta(hours=1)
"""The longest that settings let an access token live."""


def test_the_first_key_signs_at_once() -> None:
    assert next_begins([], NOW) == NOW


def test_over_a_year_of_hourly_turns_there_is_always_one_key_and_each_is_told_in_time() -> None:
    keys: list[SigningKey] = []
    told_at: dict[str, datetime] = {}
    dropped_at: dict[str, datetime] = {}
    now = NOW
    while now < NOW + timedelta(days=366):
        begins = next_begins(keys, now)
        if begins is not None:
            key = SigningKey.from_instant(f"k{len(told_at)}", begins)
            keys.append(key)
            told_at[key.kid] = now
        for kid in gone(keys, now):
            keys = [key for key in keys if key.kid != kid]
            dropped_at[kid] = now
        present = signing(keys, now)
        assert present is not None
        if present.kid != "k0":
            assert now - told_at[present.kid] >= TOLD_BEFORE
        now += timedelta(minutes=30)
    assert len(told_at) == 13
    for kid, at in dropped_at.items():
        signed_until = NOW + timedelta(days=30) * (int(kid[1:]) + 1)
        assert at - signed_until >= ACCESS - timedelta(hours=2)


def test_after_a_long_stop_a_new_key_signs_at_once() -> None:
    old = SigningKey.from_instant("old", NOW - timedelta(days=60))
    assert next_begins([old], NOW) == NOW
    assert signing([old], NOW) is None
    assert gone([old], NOW) == ["old"]


def test_of_two_that_may_sign_the_younger_does() -> None:
    old, new = (SigningKey.from_instant(kid, NOW - timedelta(days=days)) for kid, days in (("old", 29), ("new", 1)))
    found = signing([new, old], NOW)
    assert found is not None
    assert found.kid == "new"
