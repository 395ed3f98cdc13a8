"""What we have done about a defence."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from aegis_catalog.domain.words import faults_in_word
from aegis_kernel.errors import Fault, Invalid

ImplementationStatus = Literal["none", "planned", "implemented"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Implementation:
    """How a defence is implemented. `since` is when it came to be so; `version` counts what was said of it."""

    defence_id: UUID
    status: ImplementationStatus = "none"
    tool_id: UUID | None = None
    owner: str | None = None
    since: datetime
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImplementationTold:
    """All that is said of it: what is None there is none of. `since` None: now, if it is another status than before."""

    status: ImplementationStatus
    tool_id: UUID | None = None
    owner: str | None = None
    since: datetime | None = None


def implemented(
    defence_id: UUID, present: Implementation | None, told: ImplementationTold, now: datetime
) -> Implementation | None:
    """The implementation as told, one version later; None when nothing of it differs. Raises `Invalid`."""
    faults = []
    owner = (told.owner or "").strip() or None
    if owner:
        faults += faults_in_word("/owner", owner)
    if told.since is not None and told.since > now:
        faults.append(Fault("/since", "It lies ahead.", "out_of_range"))
    if told.status == "none" and told.tool_id is not None:
        faults.append(Fault("/tool", "What is not implemented rests on no tool.", "invalid"))
    if faults:
        raise Invalid("implementation_invalid", "The implementation cannot be like this.", faults)
    before = present or Implementation(defence_id=defence_id, since=now)
    since = told.since or (before.since if told.status == before.status else now)
    to = replace(before, status=told.status, tool_id=told.tool_id, owner=owner, since=since)
    return None if to == before else replace(to, version=before.version + 1)
