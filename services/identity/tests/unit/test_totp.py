"""Codes by time, against the RFC's own."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from aegis_identity.domain.totp import base32_of, code_of, otpauth_uri, step_at, step_of

SECRET = b"12345678901234567890"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "seconds, code",
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_codes_of_rfc_6238_appendix_b(seconds: int, code: str) -> None:
    """The last six of its eight digits."""
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    assert code_of(SECRET, step_at(at)) == code
    assert step_of(SECRET, code, at) == step_at(at)


def test_a_clock_may_be_half_a_minute_off_and_no_more() -> None:
    present = step_at(NOW)
    for off, found in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        assert (step_of(SECRET, code_of(SECRET, present + off), NOW) is not None) is found


def test_the_address_for_a_qr_code_says_all_that_an_authenticator_needs() -> None:
    parts = urlsplit(otpauth_uri(SECRET, account="a+b&c@example.test"))
    assert (parts.scheme, parts.netloc, parts.path) == ("otpauth", "totp", "/Aegis%3Aa%2Bb%26c%40example.test")
    assert parse_qs(parts.query) == {
        "secret": [base32_of(SECRET)], "issuer": ["Aegis"], "algorithm": ["SHA1"], "digits": ["6"], "period": ["30"],
    }  # fmt: skip
