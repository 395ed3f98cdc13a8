"""Response: when blue responded, and when it had contained it."""

from datetime import datetime

from aegis_kernel.errors import Fault
from aegis_kernel.rights import Caller
from aegis_testing.domain.allowed import ensure
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.events import TestRecorded
from aegis_testing.domain.keep import KEEP, Keep, or_kept
from aegis_testing.domain.limits import raise_if_any
from aegis_testing.domain.recording.worked import worked
from aegis_testing.domain.test import Test


def put_response(
    test: Test,
    caller: Caller,
    circumstances: Circumstances,
    *,
    responded_at: datetime | Keep | None = KEEP,
    contained_at: datetime | Keep | None = KEEP,
) -> None:
    """Sets the times that are given; None says not yet. Raises `RuleBroken` unless blue is open, `Invalid`."""
    ensure(test, "record", caller, circumstances, "blue")
    responded, contained = or_kept(responded_at, test.responded_at), or_kept(contained_at, test.contained_at)
    if responded is not None and contained is not None and contained < responded:
        detail = "It was contained before anybody responded."
        raise_if_any([Fault("/contained_at", detail, "contained_before_responded")], detail)
    differing = {
        name: (old, new)
        for name, old, new in (
            ("responded_at", test.responded_at, responded),
            ("contained_at", test.contained_at, contained),
        )
        if old != new
    }
    if not differing:
        return
    test.responded_at, test.contained_at = responded, contained
    worked(test, "blue", caller, circumstances)
    test.happened(TestRecorded, at=circumstances.now, differing=differing)
