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


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChanged(DomainEvent):
    """The threat profile changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionChanged(DomainEvent):
    """What is collected of a data component changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamChanged(DomainEvent):
    """A team was made, renamed, retired."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TagChanged(DomainEvent):
    """A tag was made, renamed, retired, put on techniques or taken off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomFieldChanged(DomainEvent):
    """A field of our own was made, renamed, retired, or has other choices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InfrastructureChanged(DomainEvent):
    """A change of the infrastructure was reported, corrected or withdrawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybookWritten(DomainEvent):
    """A playbook was begun, revised, or an older version of it restored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybookWithdrawn(DomainEvent):
    """A playbook was taken away; its versions stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpgradeRequested(DomainEvent):
    """Somebody asked for a release that was previewed to be applied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessionChosen(DomainEvent):
    """Somebody decided where a technique leads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessionTakenBack(DomainEvent):
    """Somebody undid what was decided of a technique."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTechniqueChanged(DomainEvent):
    """A technique of our own was made, edited, deprecated, retired, handed over or reinstated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnActorChanged(DomainEvent):
    """A threat actor of our own was made, edited, retired or reinstated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTemplateChanged(DomainEvent):
    """A template of our own was made, written anew, approved or retired."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRuleChanged(DomainEvent):
    """A detection rule of our own was made, edited or retired."""
