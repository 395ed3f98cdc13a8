"""Why somebody did something: short, and where others have to be told, never empty."""

from aegis_kernel.errors import Fault, Invalid

REASON_LONGEST = 2_000
"""Characters of a reason."""


def short_reason(reason: str) -> str:
    """The reason trimmed; it may be empty. Raises `Invalid` when it is too long."""
    reason = reason.strip()
    if len(reason) > REASON_LONGEST:
        detail = f"A reason has at most {REASON_LONGEST} characters."
        raise Invalid("reason_too_long", detail, [Fault("/reason", detail, "too_long")])
    return reason


def required_reason(reason: str) -> str:
    """The reason trimmed. Raises `Invalid` without one."""
    reason = short_reason(reason)
    if not reason:
        detail = "A reason is needed."
        raise Invalid("reason_missing", detail, [Fault("/reason", detail, "missing")])
    return reason
