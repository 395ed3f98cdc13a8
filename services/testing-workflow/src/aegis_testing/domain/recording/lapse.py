"""An approval lapses when a time, an outcome or an execution that it rests on changes."""

from aegis_kernel.rights import Caller
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.people import Person
from aegis_testing.domain.test import Test
from aegis_testing.domain.votes import HistoryEntry, Vote
from aegis_testing.domain.words import SideName


def lapse_approval(test: Test, side: SideName, why: str, caller: Caller, circumstances: Circumstances) -> None:
    """Leaves an approved side submitted; nothing happens to another. The vote and its lapse stay on record."""
    now = test.side(side)
    if now.status != "approved":
        return
    before, at, by = test.state, circumstances.now, Person.of(caller)
    test.put_side(side, now.undecided(at))
    test.votes += (Vote(side=side, decision="withdrawn", by=by, at=at, reason=why),)
    test.set_clocks(at)
    test.history += (
        HistoryEntry(at=at, by=by, move="lapse", from_state=before, to_state=test.state, side=side, reason=why),
    )
