"""Many things in one command: what became of each, in the order given."""

from collections.abc import Sequence
from uuid import UUID

from aegis_kernel.errors import DomainError, Fault, Invalid

Outcome = UUID | DomainError
"""The thing's id, or the refusal for which nothing was done."""

ITEMS_MOST = 1_000


def require_all(outcomes: Sequence[Outcome], pointer: str = "/items") -> None:
    """For a command that is to do all or none: raises `Invalid` with what is wrong with every item, unless all went
    well. `pointer` leads to the list of items."""
    faults = [
        Fault(f"{pointer}/{index}{fault.pointer}", fault.detail, fault.code)
        for index, outcome in enumerate(outcomes)
        if isinstance(outcome, DomainError)
        for fault in (outcome.faults or (Fault("", outcome.detail, outcome.code),))
    ]
    if faults:
        raise Invalid("not_all", "Not all of them can be done, so none was.", faults)
