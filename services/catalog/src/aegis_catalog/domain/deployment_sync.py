"""What a tool's own list of its rules means for deployments: matched exactly, never guessed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from aegis_catalog.domain.deployment import Deployment, DeploymentStatus, DeploymentTold, deployed
from aegis_kernel.errors import Fault, Invalid

ROWS_MOST = 20_000
FAULTS_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncRow:
    """A rule as the tool lists it. It is named by one of `rule` (its id here), `key` (upstream's), `local_id` (the
    tool's, of a deployment that is known) and `title`, looked at in that order; `line` is where it stands."""

    line: int
    rule: str = ""
    key: str = ""
    local_id: str = ""
    title: str = ""
    status: DeploymentStatus = "enabled"
    since: datetime | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A row that leads to no rule, and why: ``unknown``, ``ambiguous`` or ``repeated``."""

    line: int
    named: str
    why: str


@dataclass(slots=True)
class Synced:
    """What a list means: deployments to keep, and counts."""

    changed: list[Deployment] = field(default_factory=list)
    new: int = 0
    differing: int = 0
    unchanged: int = 0
    disabled: int = 0
    unknown: list[Unknown] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The rules that a list may mean, by each of the ways to name one; more than one id where a name is ambiguous."""

    ids: Collection[UUID]
    keys: Mapping[str, Sequence[UUID]]
    local_ids: Mapping[str, Sequence[UUID]]
    titles: Mapping[str, Sequence[UUID]]


def sync(
    tool_id: UUID,
    rows: Sequence[SyncRow],
    known: Known,
    present: Mapping[UUID, Deployment],
    now: datetime,
    *,
    complete: bool,
) -> Synced:
    """What follows of a tool's list. `present` are all deployments in that tool, by rule. In a `complete` list what is
    enabled or tested and not listed is disabled. Raises `Invalid` with the lines that cannot be read."""
    found = Synced()
    faults: list[Fault] = []
    seen: set[UUID] = set()
    perhaps: set[UUID] = set()
    for row in rows:
        ids = _meant(row, known)
        if len(ids) != 1 or ids[0] in seen:
            why = "unknown" if not ids else "ambiguous" if len(ids) > 1 else "repeated"
            found.unknown.append(Unknown(row.line, _name(row), why))
            perhaps.update(ids)
            continue
        [rule_id] = ids
        seen.add(rule_id)
        told = DeploymentTold(
            status=row.status, since=row.since, local_id=row.local_id or None, owner=row.owner or None
        )
        before = present.get(rule_id)
        try:
            after = deployed((rule_id, tool_id), before, told, now)
        except Invalid as refused:
            faults += [Fault(f"/rows/{row.line}{one.pointer}", one.detail, one.code) for one in refused.faults]
            continue
        if after is None:
            found.unchanged += 1
            continue
        found.new += before is None
        found.differing += before is not None
        found.changed.append(after)
    if faults:
        raise Invalid("rows_invalid", "Some lines cannot be taken, so none was.", faults[:FAULTS_SHOWN])
    if complete:
        _disable_absent(found, present, seen | perhaps, now)
    return found


def _disable_absent(found: Synced, present: Mapping[UUID, Deployment], listed: set[UUID], now: datetime) -> None:
    """What may be meant by an ambiguous row stays as it is."""
    for rule_id in sorted(present.keys() - listed):
        before = present[rule_id]
        if before.status in ("enabled", "testing"):
            found.disabled += 1
            found.changed.append(replace(before, status="disabled", since=now, version=before.version + 1))


def _meant(row: SyncRow, known: Known) -> Sequence[UUID]:
    """The rules that a row may mean: one, if all is well. The first way of naming that it uses counts, but a local id
    that is new to us lets the title speak."""
    if row.rule:
        try:
            rule_id = UUID(row.rule)
        except ValueError:
            return ()
        return (rule_id,) if rule_id in known.ids else ()
    if row.key:
        return known.keys.get(row.key, ())
    return known.local_ids.get(row.local_id, ()) or known.titles.get(row.title, ())


def _name(row: SyncRow) -> str:
    return next((name for name in (row.rule, row.key, row.local_id, row.title) if name), "")[:300]
