"""Notes of a side: they may be amended until the end."""

from dataclasses import replace

from aegis_kernel.rights import Caller
from aegis_testing.domain.allowed import ensure
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.events import TestDrafted, TestRecorded
from aegis_testing.domain.limits import raise_if_any, text_fault
from aegis_testing.domain.recording.worked import worked
from aegis_testing.domain.size import check_size
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SideName


def write_notes(test: Test, side: SideName, notes: str, caller: Caller, circumstances: Circumstances) -> None:
    """Replaces a side's notes; nothing happens when they are so already. Raises `RuleBroken`, `Invalid`."""
    ensure(test, "amend", caller, circumstances, side)
    raise_if_any([text_fault(f"/{side}/notes", notes)])
    was = test.side(side)
    if was.notes == notes:
        return
    test.put_side(side, replace(was, notes=notes))
    check_size(test)
    worked(test, side, caller, circumstances, amending=True)
    event = TestDrafted if test.state == "draft" else TestRecorded
    test.happened(event, at=circumstances.now, differing={f"{side}.notes": (was.notes, notes)})
