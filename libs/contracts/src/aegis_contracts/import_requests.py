"""Topic ``aegis.import.requests``: who asks for a source to be read again. Never a URL."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_kernel.facts import Topic, TopicSpec


class ImportRequest(Struct, frozen=True, kw_only=True):
    """`previewed_run_id` names a dry run of the source: what it read is read again, and applied. Without it the source
    is read from its own address."""

    source_id: UUID
    requested_by: UUID
    requested_at: datetime
    previewed_run_id: UUID | None = None


IMPORT_REQUESTS = Topic(
    spec=TopicSpec(name="aegis.import.requests", retention_seconds=7 * 86_400),
    owner="import",
    state=ImportRequest,
    types={"ImportRequested": "aegis.import.requested.v1"},
    append_only=True,
    heard_by=("import",),
)
