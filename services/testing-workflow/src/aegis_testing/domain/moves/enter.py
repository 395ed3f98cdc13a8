"""A test enters a campaign, or leaves it."""

from datetime import datetime
from uuid import UUID

from aegis_kernel.errors import Fault, RuleBroken
from aegis_testing.domain.events import TestDrafted, TestRecorded
from aegis_testing.domain.test import Test


def enter(test: Test, campaign_id: UUID, at: datetime) -> None:
    """Raises `RuleBroken` when it is over, or in another campaign, which it would have to leave."""
    if test.campaign_id == campaign_id:
        return
    if test.campaign_id is not None or test.over:
        why = f"it is {test.state}" if test.over else "it is in another campaign"
        detail = f"Test #{test.number} cannot enter: {why}."
        raise RuleBroken("rule_broken", detail, [Fault("/tests", detail, "cannot_enter")], state=test.state)
    _go(test, campaign_id, at)


def leave(test: Test, at: datetime) -> None:
    """It is in no campaign any more."""
    if test.campaign_id is not None:
        _go(test, None, at)


def _go(test: Test, campaign_id: UUID | None, at: datetime) -> None:
    before, test.campaign_id = test.campaign_id, campaign_id
    event = TestDrafted if test.state == "draft" else TestRecorded
    test.happened(event, at=at, differing={"campaign_id": (before and str(before), campaign_id and str(campaign_id))})
