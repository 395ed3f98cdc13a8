"""What the PostgreSQL log forgets: superseded records of compact topics, old records of others."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncpg

_ONE_AT_A_TIME = "select pg_try_advisory_xact_lock(hashtextextended('aegis.bus.cleaning', 0))"
_COMPACT = """
delete from bus.record old
using bus.topic, (
    select topic, key, max("offset") as last from bus.record
    where topic in (select name from bus.topic where cleanup = 'compact')
    group by topic, key having count(*) > 1
) newest
where topic.name = old.topic and newest.topic = old.topic and newest.key = old.key
    and old."offset" < newest.last
    and old.at < clock_timestamp() - make_interval(secs => topic.compaction_lag_seconds)
"""
_EXPIRE = """
delete from bus.record old
using bus.topic
where topic.name = old.topic and topic.cleanup = 'delete'
    and old.at < clock_timestamp() - make_interval(secs => topic.retention_seconds)
"""


async def clean(connection: "asyncpg.Connection[asyncpg.Record]") -> int:
    """Removes what the topics' rules let go, in one transaction; nothing while another process does. How many."""
    async with connection.transaction():
        if not await connection.fetchval(_ONE_AT_A_TIME):
            return 0
        removed = [await connection.execute(statement, timeout=600) for statement in (_COMPACT, _EXPIRE)]
    return sum(int(tag.removeprefix("DELETE ")) for tag in removed)
