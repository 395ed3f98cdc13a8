"""Chains of revocations."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_catalog.domain.content import State
from aegis_catalog.domain.succession import NO_CHAIN, Ending, Link, follow

A, B, C = (UUID(int=number) for number in (1, 2, 3))
ACTIVE = Link("active", None)


def test_one_that_is_not_revoked_leads_nowhere() -> None:
    assert follow(A, {A: ACTIVE}) == NO_CHAIN
    assert follow(A, {A: Link("deprecated", None)}) == NO_CHAIN


def test_a_chain_is_followed_to_its_end() -> None:
    links = {A: Link("revoked", B), B: Link("revoked", C), C: ACTIVE}
    assert follow(A, links) == follow(B, links) == Ending(C, decided=True)


@pytest.mark.parametrize("end", ["deprecated", "withdrawn"])
def test_an_end_that_is_not_active_waits(end: State) -> None:
    assert follow(A, {A: Link("revoked", B), B: Link(end, None)}) == Ending(B, decided=False)


def test_without_a_successor_it_waits() -> None:
    assert follow(A, {A: Link("revoked", None)}) == Ending(None, decided=False)
    assert follow(A, {A: Link("revoked", B)}) == Ending(None, decided=False)
    assert follow(A, {A: Link("revoked", B), B: Link("revoked", C)}) == Ending(B, decided=False)


def test_one_that_was_withdrawn_after_its_revocation_still_leads_on() -> None:
    assert follow(A, {A: Link("withdrawn", B), B: ACTIVE}) == Ending(B, decided=True)
    assert follow(A, {A: Link("withdrawn", None)}) == NO_CHAIN


@pytest.mark.parametrize("links", [{A: Link("revoked", A)}, {A: Link("revoked", B), B: Link("revoked", A)}])
def test_a_circle_has_no_end(links: dict[UUID, Link]) -> None:
    assert follow(A, links) == Ending(None, decided=False)


ids = st.integers(1, 6).map(lambda number: UUID(int=number))
states: st.SearchStrategy[State] = st.sampled_from(["active", "revoked", "deprecated", "withdrawn"])


@given(st.dictionaries(ids, st.builds(Link, states, st.none() | ids), min_size=1))
def test_any_graph_has_an_answer_and_a_decided_end_is_active(links: dict[UUID, Link]) -> None:
    for start in links:
        ending = follow(start, links)
        if ending.decided and ending.successor is not None:
            assert links[ending.successor].state == "active"
            assert ending.successor != start
