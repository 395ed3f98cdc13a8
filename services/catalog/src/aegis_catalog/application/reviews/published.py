"""What the topic of techniques says when people act on a review."""

from aegis_catalog.domain.events import ReviewDismissed, TechniqueFlagged, TechniqueReviewed
from aegis_kernel.aggregate import DomainEvent

TYPES: dict[type[DomainEvent], str] = {
    TechniqueFlagged: "TechniqueFlaggedForReview",
    TechniqueReviewed: "TechniqueReviewed",
    ReviewDismissed: "TechniqueReviewed",
}
"""A dismissal is a review too: its reason says which."""
