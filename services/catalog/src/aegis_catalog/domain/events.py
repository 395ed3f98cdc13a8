"""What happens to the catalogue's own things. Content has none: it is a projection."""

from dataclasses import dataclass

from aegis_kernel.aggregate import DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class TechniqueFlagged(DomainEvent):
    """Somebody asked for a review of a technique."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TechniqueReviewed(DomainEvent):
    """Somebody looked at what waited, and accepted it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDismissed(DomainEvent):
    """Somebody decided that what waited needs no review."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeChanged(DomainEvent):
    """Platforms, domains, environments or exclusions of the organisation changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChanged(DomainEvent):
    """The way in which results are reviewed changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolChanged(DomainEvent):
    """A defence tool was added or changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(DomainEvent):
    """A note was begun or revised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWithdrawn(DomainEvent):
    """A note was taken away; its versions stay."""
