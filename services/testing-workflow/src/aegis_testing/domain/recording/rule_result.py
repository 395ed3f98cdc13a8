"""Rule results: which detection rules fired, as blue found it."""

from dataclasses import asdict, replace
from uuid import UUID

from aegis_kernel.errors import Fault, NotFound
from aegis_kernel.rights import Caller
from aegis_testing.domain.allowed import ensure
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.events import TestRecorded
from aegis_testing.domain.limits import MAX_RULE_RESULTS, raise_if_any
from aegis_testing.domain.people import Person
from aegis_testing.domain.recording.worked import worked
from aegis_testing.domain.rule_result import RuleResult, check_rule_result
from aegis_testing.domain.size import check_size
from aegis_testing.domain.test import Test


def put_rule_result(test: Test, result: RuleResult, caller: Caller, circumstances: Circumstances) -> None:
    """Puts down a rule's result, in place of the one it had. Who and when are noted here. Raises `RuleBroken` unless
    blue is open, `Invalid`."""
    ensure(test, "record", caller, circumstances, "blue")
    check_rule_result(result)
    if not result.expected and result.outcome != "fired":
        detail = "A rule that was not expected has a result only when it fired."
        raise_if_any([Fault("/outcome", detail, "unexpected_and_silent")], detail)
    noted = replace(result, by=Person.of(caller), at=circumstances.now)
    was = next((one for one in test.rule_results if one.rule_id == result.rule_id), None)
    if was is None and len(test.rule_results) >= MAX_RULE_RESULTS:
        raise_if_any([Fault("", f"A test holds {MAX_RULE_RESULTS} rule results.", "too_many")])
    if was is None:
        test.rule_results += (noted,)
    else:
        test.rule_results = tuple(noted if one.rule_id == result.rule_id else one for one in test.rule_results)
    _recorded(test, result.rule_id, was, noted, caller, circumstances)


def remove_rule_result(test: Test, rule_id: UUID, caller: Caller, circumstances: Circumstances) -> None:
    """Raises `RuleBroken`, `NotFound`."""
    ensure(test, "record", caller, circumstances, "blue")
    was = next((one for one in test.rule_results if one.rule_id == rule_id), None)
    if was is None:
        raise NotFound("rule_result_not_found", f"The test has no result of the rule {rule_id}.")
    test.rule_results = tuple(one for one in test.rule_results if one.rule_id != rule_id)
    _recorded(test, rule_id, was, None, caller, circumstances)


def _recorded(
    test: Test,
    rule_id: UUID,
    was: RuleResult | None,
    now: RuleResult | None,
    caller: Caller,
    circumstances: Circumstances,
) -> None:
    check_size(test)
    worked(test, "blue", caller, circumstances)
    old, new = asdict(was) if was else None, asdict(now) if now else None
    test.happened(TestRecorded, at=circumstances.now, differing={f"rule_results/{rule_id}": (old, new)})
