"""What the topics of content say: public states, and which event tells of a change."""

from typing import Protocol, TypeVar

from aegis_catalog.domain.content import State
from aegis_contracts.catalog_intel import IntelState
from aegis_contracts.catalog_matrices import MatrixState
from aegis_contracts.catalog_successions import SuccessionState
from aegis_contracts.catalog_techniques import TechniqueState


class _HasState(Protocol):
    @property
    def state(self) -> State: ...


S = TypeVar("S", bound=_HasState)


def content_event(noun: str, before: S | None, after: S) -> str:
    """The event's name for content of any kind: ``RulePublished``, ``RuleRevised``, ``RuleWithdrawn``."""
    if before is None:
        return f"{noun}Published"
    left = before.state == "active" and after.state != "active"
    return f"{noun}Withdrawn" if left else f"{noun}Revised"


def technique_event(before: TechniqueState | None, after: TechniqueState) -> str:
    """The event's name: leaving weighs more than a review."""
    name = content_event("Technique", before, after)
    if name == "TechniqueRevised" and before is not None and after.review_required and not before.review_required:
        return "TechniqueFlaggedForReview"
    return name


def intel_event(before: IntelState | None, after: IntelState) -> str:
    """The event's name: what people made of it weighs more than a new text."""
    if before is None:
        return "IntelItemPublished"
    if after.triage not in (before.triage, "new"):
        return "IntelItemKept" if after.triage == "kept" else "IntelItemDismissed"
    return "IntelItemRevised"


def matrix_event(before: MatrixState | None, after: MatrixState) -> str:  # one shape for all topics
    return "MatrixRevised"


def succession_event(before: SuccessionState | None, after: SuccessionState) -> str:  # as above
    return "SuccessionUndone" if after.undone else "SuccessionDecided"
