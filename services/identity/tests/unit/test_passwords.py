"""Which passwords are good enough."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_identity.adapters.passwords.well_known import common_passwords
from aegis_identity.domain.passwords import LONGEST, SHORTEST, normalised, refuse_weak
from aegis_kernel.errors import Invalid

EMAIL, NAME = "ada.lovelace@example.test", "Ada Lovelace"


def weak(password: str) -> str | None:
    try:
        refuse_weak(password, email=EMAIL, name=NAME, common=common_passwords())
    except Invalid as error:
        return f"{error.faults[0].pointer}: {error.detail}"
    return None


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "a-long-enough-passphrase-7",
        "first-passphrase-of-red-tech",
        "Xk7#mPq9$vLw2",
        "Über-lange-Pässe",
        "今天天气很好我们去公园吧",
        "dragon-fruit-on-mountain",
    ],
)
def test_a_good_password_is_taken(password: str) -> None:
    assert weak(password) is None


@pytest.mark.parametrize(
    "password",
    [
        "elevenchars",
        "",
        "x" * (LONGEST + 1),
        "aaaaaaaaaaaa",
        "abababababab",
        "abcdefghijklmnop",
        "qwertyuiopasdf",
        "123456789012",
        "password1234",
        "Password123!",
        "P@ssw0rd!!!!",
        "qwertyqwerty",
        "2024dragon!!2024",
        "letmeinletmein",
        "1qaz2wsx3edc",
        "ada.lovelace",
        "AdaLovelace2024!",
        "ada.lovelace@example.test",
    ],
)
def test_a_weak_password_is_refused(password: str) -> None:
    assert (weak(password) or "").startswith("/new_password: ")


@given(st.text(max_size=300))
def test_no_text_breaks_the_rules(password: str) -> None:
    said = weak(password)
    if said is None:
        assert SHORTEST <= len(normalised(password)) <= LONGEST


def test_a_password_is_the_same_however_a_keyboard_composes_it() -> None:
    assert normalised("Pa\u0308sse") == normalised("Pässe")


def test_the_bundled_list_is_in_lower_case_and_says_where_it_is_from() -> None:
    words = common_passwords()
    assert len(words) > 10_000
    assert all(word == word.casefold() for word in words)
    assert not any(word.startswith("#") for word in words)
