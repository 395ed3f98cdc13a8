"""What can happen to a test."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aegis_kernel.aggregate import DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class TestEvent(DomainEvent):
    """`now` holds the new values of what `changed` holds the old ones of: the audit trail shows both."""

    __test__ = False

    now: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TestDrafted(TestEvent):
    """Made, or changed before its start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestStarted(TestEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TestRecorded(TestEvent):
    """Work was put down or amended, or somebody took or got a side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideSubmitted(TestEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SideRecalled(TestEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SideReturned(TestEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SideApproved(TestEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SideRejected(TestEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteWithdrawn(TestEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SideResumed(TestEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TestValidated(TestEvent):
    """The second side was approved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestHeld(TestEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TestReleased(TestEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TestCancelled(TestEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RetestRequested(TestEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TestRetargeted(TestEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TestCorrected(TestEvent):
    """Both leads approved a correction of a validated test."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestRevealed(TestEvent):
    """A blind test hides nothing any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemediationChanged(TestEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceAttached(TestEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceWithdrawn(TestEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TestDeleted(TestEvent): ...
