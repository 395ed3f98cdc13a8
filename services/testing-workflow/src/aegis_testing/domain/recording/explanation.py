"""Explanations: why what looks like a contradiction is none."""

from aegis_kernel.errors import NotFound
from aegis_kernel.rights import Caller
from aegis_testing.domain.allowed import ensure
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.contradictions import Explanation
from aegis_testing.domain.events import TestRecorded
from aegis_testing.domain.limits import MAX_REASON, raise_if_any, text_fault
from aegis_testing.domain.people import Person
from aegis_testing.domain.size import check_size
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SideName


def explain(test: Test, side: SideName, key: str, text: str, caller: Caller, circumstances: Circumstances) -> None:
    """Explains the contradiction named `key` as it stands now, for `side`; it has to be explained anew when its facts
    change. Raises `RuleBroken`, `NotFound`, `Invalid`."""
    ensure(test, "explain", caller, circumstances, side)
    raise_if_any([text_fault("/explanation", text, characters=MAX_REASON, needed=True)])
    found = test.contradictions(
        now=circumstances.now, skew_tolerance_seconds=circumstances.policy.skew_tolerance_seconds
    )
    one = next((one for one in found if one.key == key), None)
    if one is None:
        raise NotFound("contradiction_not_found", f"The test has no contradiction {key}.")
    was = one.explanation.text if one.explanation else None
    explanation = Explanation(key=key, detail=one.detail, text=text.strip(), by=Person.of(caller), at=circumstances.now)
    test.explanations = (*(old for old in test.explanations if old.key != key), explanation)
    check_size(test)
    differing = {f"contradictions/{key}": (was, explanation.text)}
    test.happened(TestRecorded, at=circumstances.now, differing=differing)
