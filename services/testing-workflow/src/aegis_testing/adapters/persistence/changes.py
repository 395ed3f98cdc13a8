"""Which tests have changed, for open screens: a notice in this schema, sent with the commit."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from aegis_chassis.web.streams import Notice, notify
from aegis_testing.domain.test import Test

CHANNEL = "aegis_testing_tests"
MOST = 20
"""More at once than this, and screens are told to read again."""


async def announce(connection: AsyncConnection, tests: Sequence[Test]) -> None:
    """Says that `tests` have changed, when the transaction commits."""
    if len(tests) > MOST:
        await notify(connection, CHANNEL, Notice(event="resync"))
        return
    for test in tests:
        ids: dict[str, str | int | None] = {"id": str(test.id), "number": test.number, "version": test.version}
        await notify(connection, CHANNEL, Notice(event="test", ids=ids))
