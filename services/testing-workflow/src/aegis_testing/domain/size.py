"""How much a test holds: its whole state travels in one record of a topic, which stays below 1 MB."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aegis_kernel.errors import Fault
from aegis_testing.domain.limits import MAX_TOTAL_BYTES, raise_if_any

if TYPE_CHECKING:
    from aegis_testing.domain.test import Test


def check_size(test: "Test") -> None:
    """Raises `Invalid` when all that people wrote in `test` is more than one record may carry. Reasons are
    left out: no move, and no withdrawal, is refused because of them."""
    total = sum(len(json.dumps(text, ensure_ascii=False).encode()) for text in _texts(test) if text)
    if total > MAX_TOTAL_BYTES:
        detail = f"All its texts together are {total} bytes; a test holds {MAX_TOTAL_BYTES}."
        raise_if_any([Fault("", detail, "test_too_large")], detail)


def _texts(test: "Test") -> Iterator[str | None]:
    yield from (test.procedure.command, test.procedure.clean_up, test.red.notes, test.blue.notes)
    yield from (argument.value for argument in test.procedure.arguments)
    for execution in test.executions:
        yield from (execution.command, execution.source, execution.target, execution.user)
    for seen in test.observations:
        yield from (seen.tool, seen.alert_reference, seen.severity, seen.expected_severity)
    for result in test.rule_results:
        yield from (result.title, result.tool, result.note)
    for explanation in test.explanations:
        yield from (explanation.key, explanation.detail, explanation.text)
    for piece in test.evidence:
        yield from (piece.content.name, piece.caption)
    if test.remediation is not None:
        yield from (test.remediation.ticket, *(step.text for step in test.remediation.steps))
