"""A detection rule in one of our tools: what may be said of it, and what becomes of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from aegis_catalog.domain.words import faults_in_word
from aegis_kernel.errors import Fault, Invalid

DeploymentStatus = Literal["not_deployed", "testing", "enabled", "disabled"]

LOCAL_ID_LONGEST = 300
"""Characters of a tool's own name for a rule."""

Place = tuple[UUID, UUID]
"""A rule and a tool."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """How a rule stands in a tool. `since` is when it came to stand so; `version` counts what was said of it."""

    rule_id: UUID
    tool_id: UUID
    status: DeploymentStatus
    since: datetime
    local_id: str | None = None
    owner: str | None = None
    version: int = 0

    @property
    def place(self) -> Place:
        return self.rule_id, self.tool_id


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentTold:
    """What somebody says of a rule in a tool. What is None stays as it is, empty text takes it away. `since` None: now,
    if it is another status than before."""

    status: DeploymentStatus
    since: datetime | None = None
    local_id: str | None = None
    owner: str | None = None


def deployed(place: Place, present: Deployment | None, told: DeploymentTold, now: datetime) -> Deployment | None:
    """The deployment as it is told now, one version later; None when nothing of it differs. Raises `Invalid`."""
    faults = []
    local_id, owner = told.local_id, told.owner
    if local_id is not None:
        local_id = local_id.strip()
        if len(local_id) > LOCAL_ID_LONGEST or not local_id.isprintable():
            faults.append(Fault("/local_id", f"At most {LOCAL_ID_LONGEST} printable characters.", "invalid"))
    if owner is not None and (owner := owner.strip()):
        faults += faults_in_word("/owner", owner)
    if told.since is not None and told.since > now:
        faults.append(Fault("/since", "It lies ahead.", "out_of_range"))
    if faults:
        raise Invalid("deployment_invalid", "The deployment cannot be like this.", faults)
    if present is None:
        rule_id, tool_id = place
        since = told.since or now
        return Deployment(
            rule_id=rule_id, tool_id=tool_id, status=told.status, since=since, local_id=local_id or None,
            owner=owner or None, version=1,
        )  # fmt: skip
    since = told.since or (present.since if told.status == present.status else now)
    to = replace(
        present,
        status=told.status,
        since=since,
        local_id=present.local_id if local_id is None else local_id or None,
        owner=present.owner if owner is None else owner or None,
    )
    return None if to == present else replace(to, version=present.version + 1)
