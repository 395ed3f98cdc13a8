"""Our scope: which platforms, domains and environments are ours, and which techniques we leave out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import available_timezones

from aegis_catalog.domain.content import DOMAINS, Domain, in_order
from aegis_catalog.domain.events import ScopeChanged
from aegis_catalog.domain.reasons import REASON_LONGEST, short_reason
from aegis_catalog.domain.words import faults_in, tidy
from aegis_kernel.aggregate import Aggregate
from aegis_kernel.errors import Conflict, Fault, Invalid, NotFound
from aegis_kernel.ids import named_id
from aegis_kernel.rights import Caller

SCOPE_ID = named_id("catalog", "organisation", "scope")
"""One installation is one organisation: it has one scope."""
EXCLUSIONS_MOST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A technique that we leave out: why, who said so, and until which day (inclusive; None for good). `named` is the
    technique that was left out first, where another has taken its place since."""

    technique_id: UUID
    reason: str
    by: UUID
    until: date | None = None
    named: UUID | None = None

    @property
    def key(self) -> UUID:
        """What was named."""
        return self.named or self.technique_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundaries:
    """What a person may set of the scope. No platforms: all of them; `PRE` counts only with `include_pre`."""

    platforms: tuple[str, ...] = ()
    domains: tuple[Domain, ...] = ("enterprise",)
    environments: tuple[str, ...] = ("production", "lab")
    business_units: tuple[str, ...] = ()
    include_pre: bool = False
    time_zone: str = "UTC"


class Scope(Aggregate):
    """The organisation's scope."""

    def __init__(
        self, boundaries: Boundaries | None = None, version: int = 0, *, exclusions: Sequence[Exclusion] = ()
    ) -> None:
        super().__init__(SCOPE_ID, version)
        self.boundaries = boundaries or Boundaries()
        self._exclusions = list(exclusions)

    @property
    def exclusions(self) -> dict[UUID, Exclusion]:
        """What is left out, by technique; of several names of one technique the first."""
        found: dict[UUID, Exclusion] = {}
        for entry in self._exclusions:
            found.setdefault(entry.technique_id, entry)
        return found

    @property
    def kept_exclusions(self) -> tuple[Exclusion, ...]:
        """All of them, as they were named."""
        return tuple(self._exclusions)

    def begin(self) -> None:
        """Takes up the defaults, at the first start."""
        self.record(ScopeChanged())

    def change(self, to: Boundaries, reason: str = "") -> None:
        """Sets all of `to`; what is the same already changes nothing. Raises `Invalid` with every fault."""
        reason = short_reason(reason)
        to = Boundaries(
            platforms=tidy(to.platforms),
            domains=in_order(set(to.domains)),
            environments=tidy(to.environments),
            business_units=tidy(to.business_units),
            include_pre=to.include_pre,
            time_zone=to.time_zone,
        )
        if faults := _faults(to):
            raise Invalid("scope_invalid", "The scope cannot be set like this.", faults)
        old = {
            name: getattr(self.boundaries, name)
            for name in Boundaries.__dataclass_fields__
            if getattr(self.boundaries, name) != getattr(to, name)
        }
        if old:
            self.boundaries = to
            self.record(ScopeChanged(changed=old, reason=reason or None))

    def exclude(self, technique_id: UUID, reason: str, until: date | None, caller: Caller, today: date) -> Exclusion:
        """Leaves a technique out. Raises `Conflict` when it is left out already, `Invalid` for a day gone by."""
        faults = []
        if not reason.strip() or len(reason) > REASON_LONGEST:
            faults.append(Fault("/reason", f"A reason of 1 to {REASON_LONGEST} characters.", "reason"))
        if until is not None and until < today:
            faults.append(Fault("/until", "That day has gone by.", "past"))
        if faults:
            raise Invalid("exclusion_invalid", "The technique cannot be left out like this.", faults)
        if technique_id in self.exclusions:
            raise Conflict("excluded_already", "The technique is left out already.")
        if len(self.exclusions) >= EXCLUSIONS_MOST:
            raise Conflict("too_many_exclusions", f"At most {EXCLUSIONS_MOST} techniques can be left out.")
        old = self._listed()
        entry = Exclusion(technique_id=technique_id, reason=reason.strip(), by=caller.id, until=until)
        self._exclusions.append(entry)
        self.record(ScopeChanged(changed={"exclusions": old}, reason=entry.reason))
        return entry

    def include(self, technique_id: UUID) -> None:
        """Takes a technique in again. Raises `NotFound` when it is not left out."""
        if technique_id not in self.exclusions:
            raise NotFound("not_excluded", "The technique is not left out.")
        old = self._listed()
        self._exclusions = [entry for entry in self._exclusions if entry.technique_id != technique_id]
        self.record(ScopeChanged(changed={"exclusions": old}))

    def follow(self, reason: str) -> None:
        """Says that techniques which are left out have become others."""
        self.record(ScopeChanged(reason=reason))

    def _listed(self) -> list[str]:
        return [str(technique_id) for technique_id in self.exclusions]


def _faults(to: Boundaries) -> list[Fault]:
    faults = [
        *faults_in("/platforms", to.platforms),
        *faults_in("/environments", to.environments),
        *faults_in("/business_units", to.business_units),
    ]
    if not to.domains:
        faults.append(Fault("/domains", f"At least one of {', '.join(DOMAINS)}.", "missing"))
    if not to.environments:
        faults.append(Fault("/environments", "At least one.", "missing"))
    if to.time_zone not in available_timezones():
        faults.append(Fault("/time_zone", "No time zone of the IANA database.", "unknown"))
    return faults
