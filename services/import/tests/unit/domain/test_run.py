"""The moves of an import run."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from import_support.suites import NOW, run_of, source

from aegis_import.application.published import TYPES, state_of
from aegis_import.domain.counts import NOTHING, KindCounts, Outcome
from aegis_import.domain.run import ImportRun
from aegis_import.domain.withdrawal import withdraws_too_much
from aegis_import.domain.words import ENDED, RunState
from aegis_kernel.errors import RuleBroken

SOURCE = source()
MOVES: dict[str, Callable[[ImportRun], None]] = {
    "start": lambda run: run.start(NOW),
    "preview": lambda run: run.preview(NOTHING, NOW),
    "hold": lambda run: run.hold(NOTHING, "too much", "key"),
    "approve": lambda run: run.approve(UUID(int=1)),
    "discard": lambda run: run.discard(NOW),
    "begin_publishing": lambda run: run.begin_publishing(),
    "publish": lambda run: run.publish(NOTHING),
    "finish_unchanged": lambda run: run.finish_unchanged(NOTHING, NOW),
    "apply": lambda run: run.apply(NOW),
    "fail": lambda run: run.fail("why", NOW),
    "cancel": lambda run: run.cancel(NOW),
}
ALLOWED = {
    RunState.QUEUED: {"start", "fail", "cancel"},
    RunState.READING: {"preview", "hold", "begin_publishing", "finish_unchanged", "fail", "cancel"},
    RunState.HELD: {"approve", "discard", "cancel"},
    RunState.PUBLISHING: {"publish", "finish_unchanged", "fail"},
    RunState.PUBLISHED: {"apply"},
    **{state: set() for state in ENDED},
}


def in_state(state: RunState) -> ImportRun:
    return ImportRun(uuid4(), source_id=SOURCE.id, source_name=SOURCE.name, state=state, requested_at=NOW, version=3)


@pytest.mark.parametrize("state", list(RunState))
@pytest.mark.parametrize("move", list(MOVES))
def test_a_state_allows_its_moves_and_refuses_all_others(state: RunState, move: str) -> None:
    run = in_state(state)
    assert run.allows(move) == (move in ALLOWED[state])
    if run.allows(move):
        MOVES[move](run)
        (recorded,) = run.take_recorded()
        assert recorded.version == 4
        assert recorded.event.changed == {"state": state.value}
        assert type(recorded.event) in TYPES
    else:
        with pytest.raises(RuleBroken) as refused:
            MOVES[move](run)
        assert refused.value.code == f"run_is_{state}"
        assert (run.state, run.version, run.take_recorded()) == (state, 3, [])


def test_a_run_that_has_ended_says_when() -> None:
    for move in ("preview", "finish_unchanged", "fail", "cancel"):
        run = in_state(RunState.READING)
        MOVES[move](run)
        assert run.state in ENDED
        assert run.finished_at == NOW


def test_the_public_state_tells_counts_and_no_address() -> None:
    run = run_of(SOURCE, url="https://user.example/?token=secret")
    run.start(NOW)
    run.begin_publishing()
    counts = {"technique": KindCounts(new=1, changed=2, unchanged=3, withdrawn=4, skipped=5)}
    run.publish(Outcome(counts=counts, problems=7, release="19.1"))
    told = state_of(run)
    assert (told.state, told.release, told.problems_count) == ("published", "19.1", 7)
    assert told.counts["technique"].read == 11
    assert "secret" not in repr(told)


@pytest.mark.parametrize(
    "withdrawn, had, limit, too_much",
    [
        (20, 100, 20, False),
        (21, 100, 20, True),
        (1, 3, 20, True),
        (0, 0, 20, False),
        (1, 100, 0, True),
        (100, 100, 100, False),
    ],
)
def test_more_than_the_limit_is_too_much(withdrawn: int, had: int, limit: int, too_much: bool) -> None:
    assert withdraws_too_much(withdrawn=withdrawn, had=had, limit_percent=limit) is too_much
