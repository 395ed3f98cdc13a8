"""Whether a technique counts, and if not, why not (domain/scoring.md, "Scope and profile").

Scoring decides and tells with each score; where it has not told anything of a technique yet, the same rules are applied
here, so that a new technique stands right before its first score.
"""

from enum import StrEnum


class OutOfScope(StrEnum):
    """Why a technique is out of scope."""

    DOMAIN = "domain"
    """None of its domains is ours."""
    PLATFORM = "platform"
    """None of its platforms is ours."""
    EXCLUDED = "excluded"
    """We left it out, with a reason."""
    SUBTECHNIQUES = "subtechniques"
    """It counts through its sub-techniques, having no test of its own."""
    SCORING = "scoring"
    """Scoring says so, by what it knew when it did."""


def why_out(
    *, told: bool | None, domain_ours: bool, platform_ours: bool, excluded: bool, has_subtechniques: bool
) -> OutOfScope | None:
    """None when the technique is in scope. `told` is what scoring said, None while it has not."""
    if told is True:
        return None
    if not domain_ours:
        return OutOfScope.DOMAIN
    if excluded:
        return OutOfScope.EXCLUDED
    if not platform_ours:
        return OutOfScope.PLATFORM
    if has_subtechniques:
        return OutOfScope.SUBTECHNIQUES
    return None if told is None else OutOfScope.SCORING
