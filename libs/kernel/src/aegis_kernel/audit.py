"""What the audit trail is told: the state on the private topic ``audit.entries``."""

from datetime import datetime
from typing import Any

from msgspec import Struct


class AuditEntry(Struct, frozen=True, kw_only=True):
    """Who did what to which thing, from where. Fields before and after never hold secrets.

    `outcome` is ``done``, ``denied`` or ``failed``. `changed` maps a field to ``[before, after]``.
    """

    id: str
    at: datetime
    service: str
    action: str
    outcome: str
    object_type: str
    object_id: str
    actor_id: str | None = None
    actor_name: str | None = None
    token_id: str | None = None
    address: str | None = None
    correlation_id: str | None = None
    changed: dict[str, list[Any]] = {}
    reason: str | None = None
