"""What a test of a campaign waits for."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from aegis_testing.domain.campaigns.campaign import Entry


def cycle_in(entries: Sequence[Entry]) -> tuple[UUID, ...]:
    """A circle of tests that wait for one another, in order and closed (a, b, a); empty when there is none. A walk
    with a stack of its own: as deep as a campaign is long."""
    waits: Mapping[UUID, tuple[UUID, ...]] = {one.test_id: one.depends_on for one in entries}
    done: set[UUID] = set()
    for start in waits:
        if start in done:
            continue
        path, on_path = [start], {start}
        todo = [iter(waits[start])]
        while todo:
            following = next(todo[-1], None)
            if following is None:
                todo.pop()
                left = path.pop()
                on_path.discard(left)
                done.add(left)
            elif following in on_path:
                return (*path[path.index(following) :], following)
            elif following not in done and following in waits:
                path.append(following)
                on_path.add(following)
                todo.append(iter(waits[following]))
    return ()
