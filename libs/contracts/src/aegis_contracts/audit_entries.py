"""Topic ``aegis.audit.entries``: the private stream that the audit trail is made of. Every service writes it."""

from aegis_kernel.audit import AuditEntry
from aegis_kernel.facts import Topic, TopicSpec

AUDIT_ENTRIES = Topic(
    spec=TopicSpec(name="aegis.audit.entries", retention_seconds=90 * 86_400),
    owner="*",
    state=AuditEntry,
    types={"AuditEntryWritten": "aegis.audit.entry.written.v1"},
    append_only=True,
    private=True,
    heard_by=("reporting",),
)
