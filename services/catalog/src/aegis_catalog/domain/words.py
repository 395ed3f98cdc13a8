"""Short words that people give: platforms, environments, names."""

from collections.abc import Sequence

from aegis_kernel.errors import Fault, Invalid

WORD_LONGEST = 100
"""Characters of one word."""
WORDS_MOST = 100
"""Words in one list."""


def tidy(words: Sequence[str]) -> tuple[str, ...]:
    """The words trimmed, each once, in the order given."""
    return tuple(dict.fromkeys(word.strip() for word in words))


def faults_in(pointer: str, words: Sequence[str]) -> list[Fault]:
    """What is wrong with a list of words; `pointer` leads to the list."""
    if len(words) > WORDS_MOST:
        return [Fault(pointer, f"At most {WORDS_MOST} entries.", "too_many")]
    return [fault for place, word in enumerate(words) for fault in faults_in_word(f"{pointer}/{place}", word)]


def faults_in_word(pointer: str, word: str) -> list[Fault]:
    """What is wrong with one word, if anything."""
    if not word:
        return [Fault(pointer, "It is empty.", "missing")]
    if len(word) > WORD_LONGEST:
        return [Fault(pointer, f"At most {WORD_LONGEST} characters.", "too_long")]
    if not word.isprintable():
        return [Fault(pointer, "Only printable characters.", "not_printable")]
    return []


def one_name(name: str, pointer: str = "/name") -> str:
    """A name with single spaces. Raises `Invalid`."""
    name = " ".join(name.split())
    if faults := faults_in_word(pointer, name):
        raise Invalid("name_invalid", "That is no name.", faults)
    return name
