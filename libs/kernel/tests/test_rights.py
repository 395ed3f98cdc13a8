"""The policy table denies by default."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_kernel.errors import Forbidden
from aegis_kernel.rights import HUMAN_ONLY, POLICY, Action, Caller, Relation, Role, may, require

SOMEBODY = UUID(int=1)


def caller(*roles: Role, token: str | None = None, scopes: frozenset[str] = frozenset()) -> Caller:
    return Caller(id=SOMEBODY, name="Somebody", roles=frozenset(roles), token_id=token, scopes=scopes)


def test_every_action_stands_in_the_table() -> None:
    assert set(POLICY) == set(Action)


@given(st.sampled_from(Action))
def test_somebody_without_a_role_may_nothing(action: Action) -> None:
    assert not may(caller(), action, list(Relation))


def test_a_relation_counts_only_for_the_role_it_was_given_to() -> None:
    assert may(caller(Role.RED_TECH), Action.RED_WORK, [Relation.ASSIGNED])
    assert not may(caller(Role.RED_TECH), Action.RED_WORK)
    assert not may(caller(Role.BLUE_TECH), Action.RED_WORK, [Relation.ASSIGNED])


def test_the_admin_role_never_approves() -> None:
    for action in HUMAN_ONLY:
        assert not may(caller(Role.ADMIN), action, list(Relation))


@given(st.sampled_from(sorted(HUMAN_ONLY)))
def test_a_token_never_approves_whoever_owns_it(action: Action) -> None:
    everything = frozenset(action.value for action in Action)
    assert not may(caller(*Role, token="t", scopes=everything), action, list(Relation))


def test_a_token_is_limited_to_its_scopes() -> None:
    reader = caller(Role.ADMIN, token="t", scopes=frozenset({Action.CONTENT_READ.value}))
    assert may(reader, Action.CONTENT_READ)
    assert not may(reader, Action.USERS_MANAGE)


def test_a_refusal_names_the_right_that_is_missing() -> None:
    with pytest.raises(Forbidden, match=r"users\.manage"):
        require(caller(Role.VIEWER), Action.USERS_MANAGE)
