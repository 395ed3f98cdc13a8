"""Something changed in our infrastructure: what rests on it is in doubt until it is proven again."""

from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from aegis_catalog.domain.events import InfrastructureChanged
from aegis_catalog.domain.people import Person, person
from aegis_catalog.domain.reasons import required_reason
from aegis_catalog.domain.words import faults_in, faults_in_word, tidy
from aegis_kernel.aggregate import Aggregate
from aegis_kernel.errors import Fault, Invalid, RuleBroken
from aegis_kernel.rights import Caller

DESCRIPTION_LONGEST = 10_000
SCOPE_MOST = 100
"""Entries of one kind in the scope of a change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedChange:
    """What changed, when, and what it touches. A scope field that is empty sets no limit; one at least is filled."""

    title: str
    at: datetime
    description: str = ""
    tool_ids: tuple[UUID, ...] = ()
    platforms: tuple[str, ...] = ()
    data_component_ids: tuple[UUID, ...] = ()
    business_units: tuple[str, ...] = ()


class InfrastructureChange(Aggregate):
    """One change as it was reported, and corrected since. Withdrawn, it puts nothing in doubt."""

    def __init__(
        self,
        change_id: UUID,
        told: ReportedChange,
        reported_by: Person,
        reported_at: datetime,
        version: int = 0,
        *,
        withdrawn_by: Person | None = None,
        withdrawn_at: datetime | None = None,
        withdrawn_reason: str = "",
    ) -> None:
        super().__init__(change_id, version)
        self.told = told
        self.reported_by = reported_by
        self.reported_at = reported_at
        self.withdrawn_by = withdrawn_by
        self.withdrawn_at = withdrawn_at
        self.withdrawn_reason = withdrawn_reason

    def report(self) -> None:
        """Takes it up as told. Raises `Invalid` with every fault."""
        self.told = _checked(self.told)
        self.record(InfrastructureChanged())

    def correct(self, to: ReportedChange, reason: str) -> None:
        """Says it otherwise, and why. The same again changes nothing. Raises `Invalid`, `RuleBroken`."""
        self._require_standing()
        to = _checked(to)
        old = {
            one.name: getattr(self.told, one.name)
            for one in fields(ReportedChange)
            if getattr(self.told, one.name) != getattr(to, one.name)
        }
        if old:
            reason = required_reason(reason)
            self.told = to
            self.record(InfrastructureChanged(changed=old, reason=reason))

    def withdraw(self, reason: str, caller: Caller, at: datetime) -> None:
        """Takes it back: it never was, or does not matter. Raises `Invalid`, `RuleBroken`."""
        self._require_standing()
        self.withdrawn_reason = required_reason(reason)
        self.withdrawn_by = person(caller)
        self.withdrawn_at = at
        self.record(InfrastructureChanged(changed={"withdrawn": False}, reason=self.withdrawn_reason))

    def _require_standing(self) -> None:
        if self.withdrawn_at is not None:
            raise RuleBroken("change_withdrawn", "The change has been withdrawn; report it anew if it did happen.")


def _checked(told: ReportedChange) -> ReportedChange:
    told = ReportedChange(
        title=" ".join(told.title.split()),
        at=told.at,
        description=told.description.strip(),
        tool_ids=tuple(dict.fromkeys(told.tool_ids)),
        platforms=tidy(told.platforms),
        data_component_ids=tuple(dict.fromkeys(told.data_component_ids)),
        business_units=tidy(told.business_units),
    )
    faults = [
        *faults_in_word("/title", told.title),
        *faults_in("/platforms", told.platforms),
        *faults_in("/business_units", told.business_units),
    ]
    if len(told.description) > DESCRIPTION_LONGEST:
        faults.append(Fault("/description", f"At most {DESCRIPTION_LONGEST} characters.", "too_long"))
    faults += [
        Fault(f"/{name}", f"At most {SCOPE_MOST} entries.", "too_many")
        for name, ids in (("tools", told.tool_ids), ("data_components", told.data_component_ids))
        if len(ids) > SCOPE_MOST
    ]
    if not (told.tool_ids or told.platforms or told.data_component_ids or told.business_units):
        detail = "Say what it touches: a tool, a platform, a data component or a business unit."
        faults.append(Fault("", detail, "scope_missing"))
    if faults:
        raise Invalid("change_invalid", "The change cannot be reported like this.", faults)
    return told
