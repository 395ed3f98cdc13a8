"""Replaying dead letters: the same records to the same handler, one by one."""

from collections.abc import Sequence

import structlog

from aegis_chassis.database.pool import Database
from aegis_chassis.messaging.dead_letters import DeadLetter, resolve, waiting
from aegis_chassis.messaging.handler import Handler

log = structlog.get_logger(__name__)


async def list_dead_letters(database: Database, group: str) -> Sequence[DeadLetter]:
    """The group's dead letters that nobody has resolved, oldest first."""
    async with database.connect() as connection:
        return await waiting(connection, group)


async def replay(database: Database, handler: Handler) -> tuple[int, int]:
    """Handles every waiting dead letter of the handler's group again. How many went through, how many failed again.

    One that a later version of its key has overtaken counts as through: the inbox drops it.
    """
    through = failed = 0
    for letter in await list_dead_letters(database, handler.group.name):
        try:
            await handler.apply([handler.decode(letter.delivered())])
        except Exception as error:  # noqa: BLE001  # whatever it is, it stays a dead letter, and the next is tried
            failed += 1
            log.warning("dead_letter.failed_again", id=letter.id, cause=f"{type(error).__name__}: {error}")
            continue
        async with database.connect() as connection:
            await resolve(connection, letter.id)
            await connection.commit()
        through += 1
    return through, failed
