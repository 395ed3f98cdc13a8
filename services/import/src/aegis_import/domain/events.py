"""What happens to runs and sources."""

from dataclasses import dataclass

from aegis_kernel.aggregate import DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class RunQueued(DomainEvent):
    """Somebody, or a schedule, asked for a read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted(DomainEvent):
    """A worker began to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPreviewed(DomainEvent):
    """A dry run said what would change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunHeld(DomainEvent):
    """It would withdraw too much, and waits for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunApproved(DomainEvent):
    """A person said that a held run may withdraw what it would."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPublishing(DomainEvent):
    """All is read; from here on it cannot be cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPublished(DomainEvent):
    """All its changes lie in the outbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunApplied(DomainEvent):
    """The catalogue has all of it, or there was nothing to apply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFailed(DomainEvent):
    """The archive was bad or not to be had; nothing has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCancelled(DomainEvent):
    """Stopped before anything was published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCreated(DomainEvent):
    """A data source is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEdited(DomainEvent):
    """Some of a data source's settings are others now."""
