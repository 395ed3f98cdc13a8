"""What stands in the way because a test is blind: who does not see it decides little, who sees it does not do blue's
work, and nobody approves what a lead cannot see."""

from collections.abc import Iterator

from aegis_kernel.rights import Caller
from aegis_testing.domain.hidden import hidden_from, saw_red
from aegis_testing.domain.obstacles.obstacle import Obstacle, caller_obstacle, not_running, state_obstacle
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import MoveName, SideName

_BLUE_WORK: frozenset[MoveName] = frozenset(
    {"claim", "record", "amend", "shift-times", "attach", "submit", "recall", "resume", "tell"}
)
_OF_BLUE = _BLUE_WORK | {"assign", "return", "reject", "withdraw"}
_OF_THE_WHOLE: frozenset[MoveName] = frozenset({"hold", "release", "cancel"})


def because_blind(test: Test, move: MoveName, side: SideName | None, caller: Caller) -> Iterator[Obstacle]:
    """Nothing for a test that is not blind."""
    if test.blind is None:
        return
    if hidden_from(test, caller) and not _open_to_the_blind(move, side):
        detail = "The test is blind, and you do not see its red side until it is revealed."
        yield caller_obstacle("blind", detail, "/blind")
    if side == "blue" and move in _BLUE_WORK and saw_red(test, caller.id, caller.roles):
        detail = "The test is blind, and you know its red side: who does, does not do the blue one."
        yield caller_obstacle("saw_red_side", detail, "/blue/assignee")
    if move == "approve" and test.hidden:
        yield state_obstacle("not_revealed", "The test is blind; it is approved after its reveal.", "/blind")


def _open_to_the_blind(move: MoveName, side: SideName | None) -> bool:
    return move in _OF_THE_WHOLE if side is None else side == "blue" and move in _OF_BLUE


def to_reveal(test: Test) -> Iterator[Obstacle]:
    if test.blind is None:
        yield state_obstacle("not_blind", "The test is not blind.", "/blind")
    elif not test.hidden:
        yield state_obstacle("revealed", "The test is revealed already.", "/blind/revealed_at")


def to_tell(test: Test, side: SideName) -> Iterator[Obstacle]:
    """After the reveal blue says what its sightings belong to, and adds what it was told of, also when it has handed
    in."""
    yield from not_running(test)
    if side == "red" or test.blind is None:
        yield state_obstacle("not_blind", "Only the blue side of a blind test is told.", "/blind")
    elif test.hidden:
        yield state_obstacle("not_revealed", "The test is not revealed yet.", "/blind")
    elif test.blue.status == "approved":
        yield state_obstacle("approved", "The blue side is approved.", "/blue/status")
