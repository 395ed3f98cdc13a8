"""Which tests have changed, for open screens: a notification in this schema, sent with the commit."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from aegis_testing.domain.test import Test

CHANNEL = "aegis_testing_tests"
_MOST = 50
"""More at once than this are told of as one: a screen then reads its list again. A notification holds 8,000 bytes."""

_NOTIFY = text("select pg_notify(:channel, :payload)")


async def announce(connection: AsyncConnection, tests: Sequence[Test]) -> None:
    """Says that `tests` have changed, when the transaction commits: ``id/version`` each, or ``*`` for many."""
    payload = " ".join(f"{test.id}/{test.version}" for test in tests) if len(tests) <= _MOST else "*"
    await connection.execute(_NOTIFY, {"channel": CHANNEL, "payload": payload})
