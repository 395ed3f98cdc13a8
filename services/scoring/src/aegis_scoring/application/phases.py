"""How far a test is, as far as scores go."""

from enum import StrEnum

from aegis_contracts.testing_tests import TestState


class Phase(StrEnum):
    """A test counts as planned, as under way, as a result, or not at all."""

    DRAFT = "draft"
    STARTED = "started"
    VALIDATED = "validated"
    CANCELLED = "cancelled"
    DELETED = "deleted"


def phase_of(test: TestState) -> Phase:
    """The phase of `test`. Held tests are as far as they were."""
    if test.deleted_at is not None:
        return Phase.DELETED
    if test.state in {"draft", "validated", "cancelled"}:
        return Phase(test.state)
    return Phase.STARTED
