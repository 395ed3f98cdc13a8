"""How much one test may hold, so that its whole state stays well below one record of a topic (1 MB)."""

from collections.abc import Iterable

from aegis_kernel.errors import Fault, Invalid

MAX_EXECUTIONS = 200
MAX_OBSERVATIONS = 500
MAX_RULE_RESULTS = 200
MAX_EVIDENCE = 200
MAX_TAGS = 50
MAX_EXPECTED_TOOLS = 50
MAX_TEXT_BYTES = 64 * 1024
"""Notes and commands, each."""
MAX_TOTAL_BYTES = 512 * 1024
"""All texts of a test together, as they travel (`domain.size`)."""
MAX_ARGUMENT = 4_000
"""Characters of an argument's value."""
MAX_WORD = 300
"""Characters of a name, a host, a tag, a reference."""
MAX_REASON = 2_000
"""Characters of a reason, a note on a rule, a caption."""
MAX_RETESTS = 3
"""Retests of one original test."""


def text_fault(pointer: str, text: str, *, characters: int | None = None, needed: bool = False) -> Fault | None:
    """What is wrong with a text, if anything. Without `characters` it is measured in bytes, as notes and commands."""
    if "\x00" in text:
        return Fault(pointer, "A NUL character cannot be kept.", "nul_character")
    if needed and not text.strip():
        return Fault(pointer, "This is needed.", "blank")
    if characters is not None:
        if len(text) > characters:
            return Fault(pointer, f"At most {characters} characters.", "too_long")
    elif len(text.encode()) > MAX_TEXT_BYTES:
        return Fault(pointer, f"At most {MAX_TEXT_BYTES} bytes.", "too_long")
    return None


def raise_if_any(faults: Iterable[Fault | None], detail: str = "Some of this is not acceptable.") -> None:
    """Raises `Invalid` with all `faults`, unless there are none."""
    found = [fault for fault in faults if fault is not None]
    if found:
        raise Invalid("invalid", detail, found)


def checked_reason(reason: str | None, *, needed: bool) -> str:
    """The reason of a move, trimmed. Raises `Invalid` when it is too long, or blank though `needed`."""
    text = (reason or "").strip()
    raise_if_any([text_fault("/reason", text, characters=MAX_REASON, needed=needed)], "A reason is needed.")
    return text
