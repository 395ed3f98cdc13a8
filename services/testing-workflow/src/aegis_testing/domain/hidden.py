"""What is shown of a blind test before its reveal: another test, with nothing of the first one's red side in it.

Whatever is read off that test, a view or a published state, can give nothing away: there is nothing to give. What is
not named here is not copied.
"""

from dataclasses import replace
from uuid import UUID

from aegis_kernel.rights import Caller, Role
from aegis_testing.domain.blind import Blind
from aegis_testing.domain.observation import UNPLACED
from aegis_testing.domain.people import Person
from aegis_testing.domain.procedure import Procedure, Technique
from aegis_testing.domain.side import Side
from aegis_testing.domain.test import Test
from aegis_testing.domain.votes import HistoryEntry
from aegis_testing.domain.words import StateName

NOBODY = Person(UUID(int=0), "")
UNKNOWN_TECHNIQUE = Technique(id=UUID(int=0), attack_id="", name="")
_BLUE_ROLES = frozenset({Role.BLUE_TECH, Role.BLUE_LEAD})


def hidden_from(test: Test, caller: Caller) -> bool:
    """Whether `caller` may see no more of `test` than number, window and own notes."""
    return test.hidden and test.blind is not None and not test.blind.knows(caller.id, caller.roles)


def saw_red(test: Test, person: UUID, roles: frozenset[Role]) -> bool:
    """Whether somebody knows the red side of a blind test other than by its reveal. Who does, does not do blue's."""
    if test.blind is None:
        return False
    return test.blind.knows(person, roles) or test.author.id == person or test.red.worked_on_by(person)


def is_blues(caller: Caller) -> bool:
    """Whether the blue side's notes are `caller`'s own."""
    return not _BLUE_ROLES.isdisjoint(caller.roles)


def shown_to(test: Test, caller: Caller) -> Test:
    """The test as `caller` may see it: itself, or what is left of it."""
    return left_of(test, own=is_blues(caller)) if hidden_from(test, caller) else test


def left_of(test: Test, *, own: bool) -> Test:
    """What a hidden test shows: number, window, how far it is without red's doing; with `own` blue's work besides.
    It cannot be saved."""
    blind = test.blind or Blind()
    started_at = None if test.started_at is None else blind.window_from or test.drafted_at
    return Test(
        id=test.id,
        version=test.version,
        number=test.number,
        technique=UNKNOWN_TECHNIQUE,
        drafted_technique_id=UNKNOWN_TECHNIQUE.id,
        procedure=Procedure(key="", name=""),
        author=NOBODY,
        drafted_at=test.drafted_at,
        review_policy=test.review_policy,
        red=Side(),
        blue=_blue(test) if own else _bare(test),
        held=test.held,
        started_at=started_at,
        cancelled_at=test.cancelled_at,
        deleted_at=test.deleted_at,
        updated_at=test.updated_at,
        observations=tuple(one for one in test.observations if one.execution_id == UNPLACED) if own else (),
        rule_results=tuple(replace(one, expected=False) for one in test.rule_results if one.by is not None)
        if own
        else (),
        responded_at=test.responded_at if own else None,
        contained_at=test.contained_at if own else None,
        evidence=tuple(one for one in test.evidence if one.side == "blue") if own else (),
        history=tuple(_entry(one) for one in test.history if one.side == "blue" and one.move in _SHOWN) if own else (),
        blind=Blind(window_from=blind.window_from, window_until=blind.window_until),
    )


_SHOWN = frozenset({"claim", "assign", "submit", "recall", "resume", "return"})


def _blue(test: Test) -> Side:
    """Blue's side without votes, of which there are none before the reveal."""
    return test.blue


def _bare(test: Test) -> Side:
    """How far blue is, and nobody's name."""
    return Side(status=test.blue.status)


def _entry(one: HistoryEntry) -> HistoryEntry:
    """Without red's half of the states."""
    return replace(one, from_state=_plain(one.from_state), to_state=_plain(one.to_state))


def _plain(state: StateName) -> StateName:
    return state if state in {"draft", "cancelled"} else "red_executing"
