"""Which passwords are good enough: length, and not what everybody tries first (NIST SP 800-63B, 3.1.1.2)."""

import re
import unicodedata
from collections.abc import Container, Iterator

from aegis_kernel.errors import Fault, Invalid

SHORTEST = 12
LONGEST = 256

_FEWEST_DIFFERENT = 5
_LEET = str.maketrans("013457@$!|", "oieastasil")
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
)


def normalised(password: str) -> str:
    """The form that is hashed: the same characters, however a keyboard composes them."""
    return unicodedata.normalize("NFKC", password)


def refuse_weak(
    password: str, *, email: str, name: str, common: Container[str], pointer: str = "/new_password"
) -> None:
    """Raises `Invalid` for a password that is too short or too long, common, made of a common one by what everybody
    does to them, or its owner's name. `common` holds passwords in lower case."""
    said = _weakness(normalised(password), email, name, common)
    if said is not None:
        raise Invalid("weak_password", said, [Fault(pointer, said, "weak_password")])


def _weakness(password: str, email: str, name: str, common: Container[str]) -> str | None:
    if len(password) < SHORTEST:
        return f"A password has {SHORTEST} characters at least."
    if len(password) > LONGEST:
        return f"A password has {LONGEST} characters at most."
    folded = password.casefold()
    if len(set(folded)) < _FEWEST_DIFFERENT:
        return "This password repeats too few characters."
    if any(folded in row or folded in row[::-1] for row in _ROWS):
        return "This password is a row of keys."
    own = {_letters(text) for text in (email, email.partition("@")[0], name)} - {""}
    for base in _bases(folded):
        if base in common:
            return "This password is common, or made of a common one: others try it first."
        if base in own or _letters(base) in own:
            return "This password is made of your own name or address."
    return None


def _bases(folded: str) -> Iterator[str]:
    """What is left when what everybody does to a password is undone: digits and signs put around it, letters replaced
    by what looks alike, and the whole said twice."""
    seen: set[str] = set()
    for form in (folded, folded.translate(_LEET)):
        for text in (form, form.strip("0123456789"), re.sub(r"\A[\W\d_]+|[\W\d_]+\Z", "", form)):
            for base in (text, _said_once(text)):
                if base and base not in seen:
                    seen.add(base)
                    yield base


def _said_once(text: str) -> str:
    """The shortest part that the whole repeats: ``qwertyqwerty`` is ``qwerty``."""
    for length in range(1, len(text) // 2 + 1):
        if len(text) % length == 0 and text[:length] * (len(text) // length) == text:
            return text[:length]
    return text


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]+", "", text.casefold())
