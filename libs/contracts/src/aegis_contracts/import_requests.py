"""Topic ``aegis.import.requests``: who asks for a source to be read again. Never a URL."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_kernel.facts import Topic, TopicSpec


class ImportRequest(Struct, frozen=True, kw_only=True):
    source_id: UUID
    requested_by: UUID
    requested_at: datetime


IMPORT_REQUESTS = Topic(
    spec=TopicSpec(name="aegis.import.requests", retention_seconds=7 * 86_400),
    owner="import",
    state=ImportRequest,
    types={"ImportRequested": "aegis.import.requested.v1"},
    append_only=True,
    heard_by=("import",),
)
