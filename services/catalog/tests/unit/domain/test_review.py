"""Reviews: what waits, and what people say."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from catalog_support.people import LEAD, VIEWER

from aegis_catalog.domain.review import Cause, TechniqueReview
from aegis_kernel.errors import Invalid, RuleBroken

NOW = datetime(2026, 11, 24, tzinfo=UTC)
CHANGED = Cause(since=NOW, fields=("name",))


def review(**causes: Cause) -> TechniqueReview:
    return TechniqueReview(UUID(int=1), 3, causes=causes)  # type: ignore[arg-type]  # causes by name


def test_a_flag_makes_it_wait_with_who_and_why() -> None:
    one = review()
    one.flag(LEAD, NOW, " Odd. ")
    assert one.state == "review_required"
    assert one.causes["manual"].detail == "Odd."
    assert one.causes["manual"].by is not None
    assert one.version == 4


def test_one_flag_is_enough() -> None:
    one = review()
    one.flag(LEAD, NOW, "Odd.")
    with pytest.raises(RuleBroken, match="already"):
        one.flag(VIEWER, NOW, "Odd too.")


def test_a_review_settles_all_causes_and_says_who() -> None:
    one = review(upstream_changed=CHANGED)
    one.flag(LEAD, NOW, "Odd.")
    one.review(LEAD, NOW, "")
    assert (one.state, one.causes) == ("reviewed", {})
    assert one.settled == {"upstream_changed", "manual"}
    assert [type(entry.event).__name__ for entry in one.take_recorded()] == ["TechniqueFlagged", "TechniqueReviewed"]


def test_a_dismissal_keeps_who_reviewed_it_before() -> None:
    one = TechniqueReview(UUID(int=1), 3, causes={"mapping": CHANGED})
    one.dismiss("Not ours.")
    assert (one.state, one.reviewed_by) == ("current", None)
    [recorded] = one.take_recorded()
    assert recorded.event.reason == "Not ours."


def test_nothing_can_be_said_where_nothing_waits() -> None:
    for act in (lambda one: one.review(LEAD, NOW, ""), lambda one: one.dismiss("x")):
        with pytest.raises(RuleBroken) as refused:
            act(review())
        assert refused.value.code == "nothing_to_review"


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2_001])
def test_flags_and_dismissals_need_a_fitting_reason(reason: str) -> None:
    with pytest.raises(Invalid):
        review().flag(LEAD, NOW, reason)
    with pytest.raises(Invalid):
        review(manual=CHANGED).dismiss(reason)
