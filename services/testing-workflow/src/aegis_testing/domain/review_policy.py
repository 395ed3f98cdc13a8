"""Who may decide on a side (domain/testing.md, "Review policy").

`dual`: two different leads, none on own work. `single`: one lead may do both, again on no own work. `self`: the solo
analyst. A side is somebody's own work when they ever worked on that side or it is assigned to them.
"""

from uuid import UUID

from aegis_testing.domain.side import Side
from aegis_testing.domain.words import ReviewPolicy


def is_own_work(policy: ReviewPolicy, side: Side, person: UUID) -> bool:
    """Whether `policy` keeps `person` from deciding on `side` because it is theirs."""
    return policy != "self" and side.worked_on_by(person)


def is_second_vote(policy: ReviewPolicy, across: Side, person: UUID) -> bool:
    """Whether `policy` keeps `person` from approving because they approved the side across."""
    return policy == "dual" and across.approved_by is not None and across.approved_by.id == person


def approval_stands(policy: ReviewPolicy, side: Side) -> bool:
    """Whether the approval that `side` has is one that `policy` allows."""
    return side.approved_by is None or not is_own_work(policy, side, side.approved_by.id)


def independently_reviewed(red: Side, blue: Side) -> bool:
    """Whether both sides were approved by somebody who had not worked on them."""
    return all(side.approved_by is not None and not side.worked_on_by(side.approved_by.id) for side in (red, blue))
