"""Where a revoked, split or merged technique's tests lead to."""

from collections.abc import Iterable, Mapping
from uuid import UUID


def ends(steps: Mapping[UUID, UUID]) -> dict[UUID, UUID]:
    """The last technique of each chain, for every technique that has a successor. A ring leads nowhere: what is in it
    keeps its own id."""
    found: dict[UUID, UUID] = {}
    for start in steps:
        seen = {start}
        at = start
        while at in steps:
            at = steps[at]
            if at in seen:
                break
            seen.add(at)
        else:
            found[start] = at
    return found


def told_as(technique_ids: Iterable[UUID], chain_ends: Mapping[UUID, UUID]) -> dict[UUID, UUID]:
    """Every id under which tests of `technique_ids` may have been told, with the technique that it means now."""
    wanted = set(technique_ids)
    told = {old: end for old, end in chain_ends.items() if end in wanted}
    told.update({technique_id: technique_id for technique_id in wanted if technique_id not in chain_ends})
    return told
