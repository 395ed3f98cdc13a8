"""How NIST's controls are called: ``AC-02``, ``AC-2`` and ``ac-2`` are one, and so are ``AC-2(1)`` and ``ac-2.1``."""

import re
from uuid import UUID

from aegis_contracts.ids import content_id

UPSTREAM = "nist-800-53"
FRAMEWORK = "nist-800-53-r5"
"""Key and public id of the framework."""

_WRITTEN = re.compile(r"([A-Z]{2})-0*(\d{1,4})(?:\.0*(\d{1,4})|\s?\(0*(\d{1,4})\))?", re.IGNORECASE | re.ASCII)


def control_key(written: str) -> str | None:
    """The key, as OSCAL writes ids (``ac-2.1``). None when it is no control's id."""
    matched = _WRITTEN.fullmatch(written.strip())
    if matched is None:
        return None
    family, number, dotted, bracketed = matched.groups()
    enhancement = dotted or bracketed
    return f"{family.lower()}-{number}" + (f".{enhancement}" if enhancement else "")


def control_label(key: str) -> str:
    """The public id of a key (``AC-2(1)``)."""
    control, _, enhancement = key.upper().partition(".")
    return f"{control}({enhancement})" if enhancement else control


def parent_key(key: str) -> str | None:
    """The key of the control that an enhancement belongs to."""
    control, _, enhancement = key.partition(".")
    return control if enhancement else None


def control_id(key: str) -> UUID:
    """The content id of a control."""
    return content_id(UPSTREAM, "control", key)


def framework_id() -> UUID:
    """The content id of the framework."""
    return content_id(UPSTREAM, "framework", FRAMEWORK)
