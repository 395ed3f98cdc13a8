"""Whether a detection rule fired, as blue found it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aegis_testing.domain.limits import MAX_REASON, MAX_WORD, raise_if_any, text_fault
from aegis_testing.domain.people import Person
from aegis_testing.domain.words import RuleOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """One rule of this test: expected and fired, silent or not evaluated; or unexpected and fired. `tool` names the
    tool that it runs in, where that is known."""

    rule_id: UUID
    title: str
    outcome: RuleOutcome
    expected: bool = True
    tool: str = ""
    by: Person | None = None
    at: datetime | None = None
    note: str = ""


def check_rule_result(result: RuleResult) -> None:
    """Raises `Invalid` with all that is wrong with a rule's result by itself."""
    raise_if_any(
        [
            text_fault("/title", result.title, characters=MAX_WORD, needed=True),
            text_fault("/tool", result.tool, characters=MAX_WORD),
            text_fault("/note", result.note, characters=MAX_REASON),
        ]
    )
