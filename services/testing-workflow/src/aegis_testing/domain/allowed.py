"""All moves in one table: the right that each takes and what stands in its way. A refusal and the allowed actions that
a frontend is shown both come from here."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from aegis_kernel.errors import Fault, RuleBroken
from aegis_kernel.rights import Action, Caller, Relation, may
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.hidden import shown_to
from aegis_testing.domain.obstacles import blind, corrections, lifecycle, review, work
from aegis_testing.domain.obstacles.obstacle import Obstacle, caller_obstacle
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SIDES, MoveName, SideName, other

Obstacles = Callable[[Test, SideName, Caller, Circumstances], Iterable[Obstacle]]
Right = Callable[[SideName], Action]


@dataclass(frozen=True, slots=True)
class Rule:
    """A move: whether it is a side's, the right it takes, what stands in its way."""

    move: MoveName
    sided: bool
    right: Right
    obstacles: Obstacles


@dataclass(frozen=True, slots=True)
class AllowedAction:
    """What a caller may do now, with what is still missing for it."""

    action: MoveName
    side: SideName | None
    missing: tuple[Fault, ...]


def _of_side(red: Action, blue: Action) -> Right:
    return lambda side: red if side == "red" else blue


def _always(action: Action) -> Right:
    return lambda _side: action


_WORK = _of_side(Action.RED_WORK, Action.BLUE_WORK)
_REVIEW = _of_side(Action.RED_REVIEW, Action.BLUE_REVIEW)
_RETURN = _of_side(Action.RED_RETURN, Action.BLUE_RETURN)
_LEAD = _always(Action.TESTS_LEAD)

RULES: tuple[Rule, ...] = (
    Rule("edit", False, _always(Action.TESTS_EDIT_DRAFT), lambda t, _s, _c, _x: lifecycle.to_edit(t)),
    Rule("delete", False, _always(Action.TESTS_DELETE_DRAFT), lambda t, _s, _c, _x: lifecycle.to_delete(t)),
    Rule("start", False, _always(Action.TESTS_START), lambda t, _s, c, x: lifecycle.to_start(t, c, x)),
    Rule("assign", True, _LEAD, lambda t, _s, _c, _x: lifecycle.to_amend_plan(t)),
    Rule("claim", True, _WORK, lambda t, s, _c, _x: work.to_claim(t, s)),
    Rule("record", True, _WORK, lambda t, s, _c, _x: work.to_work(t, s)),
    Rule("amend", True, _WORK, lambda t, _s, _c, _x: work.to_amend(t)),
    Rule("shift-times", True, _WORK, lambda t, s, _c, _x: work.to_work(t, s)),
    Rule("attach", True, _WORK, lambda t, _s, _c, _x: work.to_attach(t)),
    Rule("explain", True, _WORK, lambda t, _s, _c, _x: work.to_attach(t)),
    Rule("submit", True, _WORK, lambda t, s, _c, _x: work.to_submit(t, s)),
    Rule("recall", True, _WORK, lambda t, s, c, _x: work.to_recall(t, s, c.id)),
    Rule("return", True, _RETURN, lambda t, s, _c, _x: review.to_return(t, s)),
    Rule("approve", True, _REVIEW, lambda t, s, c, x: review.to_approve(t, s, c.id, x)),
    Rule("reject", True, _REVIEW, lambda t, s, c, x: review.to_reject(t, s, c.id, x)),
    Rule("withdraw", True, _REVIEW, lambda t, s, c, _x: review.to_withdraw(t, s, c.id)),
    Rule("resume", True, _WORK, lambda t, s, _c, _x: work.to_resume(t, s)),
    Rule("hold", False, _LEAD, lambda t, _s, _c, _x: lifecycle.to_hold(t)),
    Rule("release", False, _LEAD, lambda t, _s, _c, _x: lifecycle.to_release(t)),
    Rule("cancel", False, _LEAD, lambda t, _s, _c, _x: lifecycle.to_cancel(t)),
    Rule("retest", False, _LEAD, lambda t, _s, _c, x: lifecycle.to_retest(t, x)),
    Rule("rerun", False, _LEAD, lambda _t, _s, _c, _x: ()),
    Rule("reveal", False, _always(Action.TESTS_REVEAL), lambda t, _s, _c, _x: blind.to_reveal(t)),
    Rule("correct", False, _always(Action.TESTS_CORRECT), lambda t, _s, _c, _x: corrections.to_correct(t)),
    Rule("approve-correction", True, _REVIEW, lambda t, s, c, _x: corrections.to_approve(t, s, c.id)),
    Rule("reject-correction", False, _always(Action.TESTS_CORRECT), lambda t, _s, _c, _x: corrections.to_reject(t)),
    Rule(
        "withdraw-correction",
        False,
        _always(Action.TESTS_CORRECT),
        lambda t, _s, c, _x: corrections.to_withdraw(t, c.id),
    ),
    Rule("tell", True, _WORK, lambda t, s, _c, _x: blind.to_tell(t, s)),
)
_BY_NAME = {rule.move: rule for rule in RULES}


def right_of(move: MoveName, side: SideName = "red") -> Action:
    """The right that `move` of `side` takes."""
    return _BY_NAME[move].right(side)


def relations_of(test: Test, side: SideName, caller: Caller, move: MoveName | None = None) -> frozenset[Relation]:
    """How `caller` stands to `side`. Whoever claims a side stands to it as its assignee would; red is who starts."""
    held = set()
    for name, relation in ((side, Relation.ASSIGNED), (other(side), Relation.OTHER_SIDE)):
        assignee = test.side(name).assignee
        if assignee is not None and assignee.id == caller.id:
            held.add(relation)
    if test.author.id == caller.id:
        held.add(Relation.AUTHOR)
    if move == "claim":
        held.add(Relation.ASSIGNED)
    return frozenset(held)


def ensure(
    test: Test, move: MoveName, caller: Caller, circumstances: Circumstances, side: SideName | None = None
) -> None:
    """Raises `RuleBroken`, naming the state, the moves that it allows now, and all that stands in the way."""
    found = _in_the_way(_BY_NAME[move], test, side, caller, circumstances)
    if not found:
        return
    seen = shown_to(test, caller)
    if seen is not test:
        # A refusal says no more of a blind test than its page does.
        found = _in_the_way(_BY_NAME[move], seen, side, caller, circumstances) or [_HIDDEN]
    allowed = moves_now(seen, caller, circumstances)
    raise RuleBroken(
        "rule_broken",
        f"{_said(move, side)} is refused: the test is {seen.state}{' and held' if seen.held else ''}. "
        f"Allowed now: {', '.join(allowed) or 'none'}.",
        [obstacle.fault for obstacle in found],
        state=seen.state,
        allowed=allowed,
    )


_HIDDEN = caller_obstacle("blind", "What stands in its way is hidden until the test is revealed.", "/blind")


def _in_the_way(
    rule: Rule, test: Test, side: SideName | None, caller: Caller, circumstances: Circumstances
) -> list[Obstacle]:
    return [
        *rule.obstacles(test, side or "red", caller, circumstances),
        *blind.because_blind(test, rule.move, side, caller),
    ]


def obstacles_of(
    test: Test, move: MoveName, side: SideName | None, caller: Caller, circumstances: Circumstances
) -> tuple[str, ...]:
    """The codes of all that stands in the way of a move, rights aside."""
    return tuple(one.fault.code for one in _in_the_way(_BY_NAME[move], test, side, caller, circumstances))


def moves_now(test: Test, caller: Caller, circumstances: Circumstances) -> list[str]:
    """The moves that the state allows, whoever makes them."""
    return [
        _said(rule.move, side)
        for rule, side in _all()
        if all(one.kind != "state" for one in _in_the_way(rule, test, side, caller, circumstances))
    ]


def allowed_actions(test: Test, caller: Caller, circumstances: Circumstances) -> tuple[AllowedAction, ...]:
    """What `caller` may do now. What only lacks something is in it, with what it lacks; what the state, the rights or
    the review policy refuse this caller is not."""
    found = []
    for rule, side in _all():
        if not may(caller, rule.right(side or "red"), relations_of(test, side or "red", caller, rule.move)):
            continue
        obstacles: Sequence[Obstacle] = _in_the_way(rule, test, side, caller, circumstances)
        if all(one.kind == "missing" for one in obstacles):
            found.append(AllowedAction(rule.move, side, tuple(one.fault for one in obstacles)))
    return tuple(found)


def _all() -> Iterable[tuple[Rule, SideName | None]]:
    for rule in RULES:
        if rule.sided:
            for side in SIDES:
                yield rule, side
        else:
            yield rule, None


def _said(move: MoveName, side: SideName | None) -> str:
    return f"{move}({side})" if side else move
