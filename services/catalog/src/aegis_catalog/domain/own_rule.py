"""Detection rules of our own: rules, and whatever else detects here (policies, sensors, canaries, people who look)."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct, structs

from aegis_catalog.domain.events import OwnRuleChanged
from aegis_catalog.domain.log_source import LogSource
from aegis_catalog.domain.reasons import required_reason
from aegis_catalog.domain.words import faults_in, faults_in_word
from aegis_kernel.aggregate import Aggregate
from aegis_kernel.errors import Fault, Invalid, RuleBroken

OwnRuleKind = Literal["rule", "edr_policy", "sensor", "canary", "manual_review"]
Severity = Literal["informational", "low", "medium", "high", "critical"]

BODY_LONGEST = 256 * 1024
"""Bytes."""
TEXT_LONGEST = 64 * 1024
TITLE_LONGEST = 300
TECHNIQUES_MOST = 50


class RuleTold(Struct, frozen=True, kw_only=True):
    """What a person says of a rule. `techniques` are public ids."""

    title: str
    kind: OwnRuleKind = "rule"
    techniques: tuple[str, ...] = ()
    description: str = ""
    severity: Severity | None = None
    language: str | None = None
    log_source: LogSource = LogSource()
    body: str = ""


class OwnRule(Aggregate):
    """One rule. Its version is the one on the topic of rules."""

    def __init__(
        self,
        rule_id: UUID,
        told: RuleTold,
        version: int = 0,
        *,
        authors: tuple[str, ...] = (),
        retired: bool = False,
        created: datetime | None = None,
        modified: datetime | None = None,
        withdrawn_at: datetime | None = None,
    ) -> None:
        super().__init__(rule_id, version)
        self.told = told
        self.authors = authors
        self.retired = retired
        self.created = created
        self.modified = modified
        self.withdrawn_at = withdrawn_at

    def begin(self, at: datetime) -> None:
        """Takes it up as told. Raises `Invalid` with every fault."""
        self.told = checked(self.told)
        self.created = self.modified = at
        self.record(OwnRuleChanged())

    def edit(self, to: RuleTold, at: datetime) -> None:
        """Says it otherwise; the same again changes nothing. Raises `Invalid`, `RuleBroken`."""
        if self.retired:
            raise _refused("edit", "withdrawn", "reinstate")
        to = checked(to)
        if to != self.told:
            self.told = to
            self.modified = at
            self.record(OwnRuleChanged())

    def retire(self, reason: str, at: datetime) -> None:
        """Takes it out of the catalogue; where it is deployed is left to say. Raises `Invalid`, `RuleBroken`."""
        if self.retired:
            raise _refused("retire", "withdrawn", "reinstate")
        self.record(OwnRuleChanged(reason=required_reason(reason)))
        self.retired = True
        self.modified = self.withdrawn_at = at

    def reinstate(self, reason: str, at: datetime) -> None:
        """Takes that back. Raises `Invalid`, `RuleBroken`."""
        if not self.retired:
            raise _refused("reinstate", "active", "edit", "retire")
        self.record(OwnRuleChanged(reason=required_reason(reason)))
        self.retired = False
        self.modified, self.withdrawn_at = at, None


def _refused(move: str, state: str, *allowed: str) -> RuleBroken:
    detail = f"The rule is {state}: `{move}` is not possible; allowed: {', '.join(allowed)}."
    return RuleBroken("rule_state", detail, state=state, allowed=allowed)


def checked(told: RuleTold) -> RuleTold:
    """A rule in its tidy form. Raises `Invalid` with every fault."""
    source = told.log_source
    told = structs.replace(
        told,
        title=" ".join(told.title.split()),
        techniques=tuple(dict.fromkeys(told.techniques)),
        language=(told.language or "").strip() or None,
        log_source=structs.replace(
            source,
            product=source.product or None,
            category=source.category or None,
            service=source.service or None,
        ),
    )
    faults: list[Fault] = []
    if not 1 <= len(told.title) <= TITLE_LONGEST:
        faults.append(Fault("/title", f"1 to {TITLE_LONGEST} characters.", "invalid"))
    if len(told.techniques) > TECHNIQUES_MOST:
        faults.append(Fault("/techniques", f"At most {TECHNIQUES_MOST} techniques.", "too_many"))
    for pointer, text, longest in (
        ("/body", told.body, BODY_LONGEST),
        ("/description", told.description, TEXT_LONGEST),
    ):
        if len(text.encode()) > longest or "\0" in text:
            faults.append(Fault(pointer, f"At most {longest} bytes, none of them zero.", "too_long"))
    if told.language:
        faults += faults_in_word("/language", told.language)
    for name in ("product", "category", "service"):
        if word := getattr(told.log_source, name):
            faults += faults_in_word(f"/log_source/{name}", word)
    for name in ("indices", "integrations", "sources"):
        faults += faults_in(f"/log_source/{name}", getattr(told.log_source, name))
    if faults:
        raise Invalid("rule_invalid", "The rule cannot be like this.", faults)
    return told
