"""What a test follows by itself: a technique's succession, somebody's leaving. Nobody's move, so not in the history."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from aegis_testing.domain.events import TestDrafted, TestRecorded, TestRetargeted
from aegis_testing.domain.procedure import Technique
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SIDES


def retarget(test: Test, technique: Technique, at: datetime) -> None:
    """Points the test to the technique that now stands for the one it was drafted of, whatever its state: lines follow.
    Nothing happens when it points there already."""
    was = test.technique
    if was.id == technique.id:
        return
    test.technique = technique
    differing = {
        "technique_id": (was.id, technique.id),
        "attack_id": (was.attack_id, technique.attack_id),
        "technique_name": (was.name, technique.name),
    }
    test.happened(TestRetargeted, at=at, differing=differing)


def free_sides(test: Test, people: Collection[UUID], at: datetime) -> None:
    """Frees the sides that are assigned to any of `people`, unless the test is over: others may claim them. What they
    did stays theirs."""
    if test.over:
        return
    for name in SIDES:
        side = test.side(name)
        if side.assignee is None or side.assignee.id not in people:
            continue
        begun = side.claimed_at if side.closed else None
        test.put_side(name, replace(side, assignee=None, claimed_at=begun))
        test.set_clocks(at)
        event = TestDrafted if test.state == "draft" else TestRecorded
        test.happened(event, at=at, differing={f"{name}.assignee": (side.assignee.name, None)})
