"""Campaigns by themselves: circles, moves, who sees them."""

from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from testing_support.people import ADA, BELA, RUTH, caller
from testing_support.tests import NOON

from aegis_kernel.errors import Invalid, RuleBroken
from aegis_kernel.rights import Role
from aegis_testing.domain.campaigns.campaign import Campaign, Entry
from aegis_testing.domain.campaigns.dependencies import cycle_in
from aegis_testing.domain.campaigns.moves import drafted, edit, put_tests, remove_test, to_state
from aegis_testing.domain.campaigns.seeing import sees
from aegis_testing.domain.people import Person

IDS = [UUID(int=number) for number in range(8)]
EDGES = st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)), max_size=20)


def campaign() -> Campaign:
    return drafted(
        Campaign(id=UUID(int=99), name="A", type="purple", owner=Person.of(RUTH), created_at=NOON, updated_at=NOON)
    )


@given(EDGES)
def test_a_circle_is_found_exactly_when_there_is_one(edges: list[tuple[UUID, UUID]]) -> None:
    waits = {one: {other for first, other in edges if first == one} for one in IDS}
    found = cycle_in([Entry(test_id=one, depends_on=tuple(sorted(waits[one]))) for one in IDS])
    left = dict(waits)
    while free := [one for one, others in left.items() if not others & left.keys()]:
        left = {one: others for one, others in left.items() if one not in free}
    assert bool(found) == bool(left)
    if found:
        assert found[0] == found[-1]
        assert all(other in waits[one] for one, other in pairwise(found))


def test_nobody_waits_for_what_is_taken_out() -> None:
    made, (a, b, *_) = campaign(), IDS
    put_tests(made, [Entry(test_id=a), Entry(test_id=b, depends_on=(a,))], NOON)
    remove_test(made, a, NOON)
    assert made.tests == (Entry(test_id=b),)


def test_dependencies_are_tests_of_the_campaign() -> None:
    with pytest.raises(Invalid):
        put_tests(campaign(), [Entry(test_id=IDS[0], depends_on=(IDS[1],))], NOON)


def test_states_follow_one_another() -> None:
    made = campaign()
    with pytest.raises(RuleBroken, match="active, cancelled"):
        to_state(made, "completed", NOON)
    for state in ("active", "completed", "archived"):
        to_state(made, state, NOON)
    with pytest.raises(RuleBroken):
        edit(made, {"name": "B"}, NOON)
    assert [type(one.event).__name__ for one in made.take_recorded()] == [
        "CampaignDrafted",
        "CampaignActivated",
        "CampaignCompleted",
        "CampaignArchived",
    ]


def test_a_cancellation_takes_a_reason() -> None:
    with pytest.raises(Invalid):
        to_state(campaign(), "cancelled", NOON, needs_reason=True)


def test_guests_see_what_they_are_in() -> None:
    guest = caller("Gast", Role.GUEST)
    assert not sees(guest, restricted=False, members=())
    assert sees(guest, restricted=True, members={guest.id})
    assert sees(BELA, restricted=False, members=())
    assert not sees(BELA, restricted=True, members=())
    assert sees(ADA, restricted=True, members=())
