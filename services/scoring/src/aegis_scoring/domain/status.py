"""Coverage status and the flags beside it (domain/scoring.md, "Status")."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from aegis_scoring.domain.technique_inputs import TechniqueInputs, Work
from aegis_scoring.domain.valued_lines import Valued


class Status(StrEnum):
    """What a technique's lines say, all in all."""

    NOT_EVALUATED = "not_evaluated"
    IN_PROGRESS = "in_progress"
    NOT_COVERED = "not_covered"
    PARTIAL = "partial"
    VALIDATED = "validated"


class Flag(StrEnum):
    """What stands beside a status, never instead of it. `single`: the status rests on one line. `planned`: a first test
    is drafted; a drafted retest is `retest_open`."""

    RETEST_OPEN = "retest_open"
    EXPIRED = "expired"
    PLANNED = "planned"
    SINGLE = "single"
    IN_DOUBT = "in_doubt"
    REVIEW_REQUIRED = "review_required"


def status_of(lines: Sequence[Valued], work: Work, *, validated_needs: int) -> Status:
    """The status that `lines` come to. Fewer proven lines than `validated_needs` are `partial`."""
    if not lines:
        return Status.IN_PROGRESS if work.started else Status.NOT_EVALUATED
    if all(valued.expired for valued in lines):
        return Status.NOT_EVALUATED
    if len(lines) >= validated_needs and all(valued.value == 1.0 for valued in lines):
        return Status.VALIDATED
    return Status.PARTIAL if any(valued.value > 0.0 for valued in lines) else Status.NOT_COVERED


def flags_of(lines: Sequence[Valued], inputs: TechniqueInputs) -> tuple[Flag, ...]:
    """The flags, in their fixed order."""
    return tuple(_flags(lines, inputs))


def _flags(lines: Sequence[Valued], inputs: TechniqueInputs) -> Iterator[Flag]:
    expired = any(valued.expired for valued in lines)
    if inputs.work.open_retests:
        yield Flag.RETEST_OPEN
    if expired:
        yield Flag.EXPIRED
    if inputs.work.drafts:
        yield Flag.PLANNED
    if len(lines) == 1 and not expired:
        yield Flag.SINGLE
    if inputs.review_required:
        yield Flag.REVIEW_REQUIRED
