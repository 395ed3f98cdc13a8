"""Which techniques concern us (domain/catalogue.md, "Organisation")."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

PRE = "PRE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A technique that is left out, until the end of the day `until` (None: for good)."""

    technique_id: UUID
    reason: str
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The organisation's platforms and domains. No platforms: all of them. `PRE` counts only with `include_pre`."""

    platforms: tuple[str, ...] = ()
    domains: tuple[str, ...] = ("enterprise",)
    include_pre: bool = False
    time_zone: str = "UTC"
    exclusions: tuple[Exclusion, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Technique:
    """What scoring has to know of a technique. `active` is false for revoked, deprecated and withdrawn ones."""

    id: UUID
    platforms: tuple[str, ...] = ()
    domains: tuple[str, ...] = ("enterprise",)
    tactic_ids: frozenset[UUID] = frozenset()
    active: bool = True
    has_subtechniques: bool = False
    review_required: bool = False


def platforms_in_scope(technique_platforms: Iterable[str], scope: Scope) -> tuple[str, ...]:
    """The technique's platforms that are ours, as the technique spells them."""
    ours = {name.casefold() for name in scope.platforms}
    return tuple(
        name
        for name in technique_platforms
        if (scope.include_pre if name == PRE else (not ours or name.casefold() in ours))
    )


def excluded_until(technique_id: UUID, scope: Scope, instant: datetime) -> tuple[bool, datetime | None]:
    """Whether an exclusion covers the technique at `instant`, and when the last that does ends (None: for good)."""
    ends = [_end(exclusion, scope) for exclusion in scope.exclusions if exclusion.technique_id == technique_id]
    if any(end is None for end in ends):
        return True, None
    covering = [end for end in ends if end is not None and instant < end]
    return (True, max(covering)) if covering else (False, None)


def in_scope(technique: Technique, scope: Scope, *, lines: int, instant: datetime) -> bool:
    """Whether the technique counts in denominators at `instant`.

    One of its platforms and one of its domains is ours and no exclusion covers it. One without platforms is in scope
    when all platforms are. A parent with sub-techniques is in scope only through tests of its own: by its `lines`.
    """
    if not technique.active or (technique.has_subtechniques and not lines):
        return False
    if not _meet(technique.domains, scope.domains):
        return False
    if excluded_until(technique.id, scope, instant)[0]:
        return False
    if not technique.platforms:
        return not scope.platforms
    return bool(platforms_in_scope(technique.platforms, scope))


def _meet(left: Collection[str], right: Collection[str]) -> bool:
    return not set(left).isdisjoint(right)


def _end(exclusion: Exclusion, scope: Scope) -> datetime | None:
    """The first instant after the exclusion: midnight after its last day, in the organisation's time zone."""
    if exclusion.until is None or exclusion.until == date.max:
        return None
    return datetime.combine(exclusion.until + timedelta(days=1), time(), ZoneInfo(scope.time_zone))
