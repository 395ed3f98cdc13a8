"""The words of runs and sources."""

from enum import StrEnum
from typing import Literal

Domain = Literal["enterprise", "mobile", "ics"]
"""ATT&CK's domains."""


class RunState(StrEnum):
    """Where a run stands. The words are the published language's."""

    QUEUED = "queued"
    READING = "reading"
    PREVIEWED = "previewed"
    """A dry run that has read all and changed nothing."""
    HELD = "held"
    """Would withdraw more than the source's limit: waits for a person."""
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    """All its events are in the outbox; the catalogue has not said yet that it has them."""
    APPLIED = "applied"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = frozenset({RunState.PREVIEWED, RunState.APPLIED, RunState.FAILED, RunState.CANCELLED})
"""States that a run never leaves."""


class Scheme(StrEnum):
    """The kinds of address that a source may have."""

    HTTP = "http"
    HTTPS = "https"
