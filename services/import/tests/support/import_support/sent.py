"""What a run left behind."""

import json
from typing import Any

from aegis_chassis.database.pool import Database
from aegis_chassis.messaging.envelope import decode
from aegis_contracts.import_content import IMPORT_CONTENT
from aegis_kernel.facts import Fact, Topic
from import_support.database import empty_outbox
from import_support.stix import technique

TEN = [technique(number) for number in range(1, 11)]


async def content(database: Database) -> list[Any]:
    """The facts on import.content that wait to be sent; takes them away."""
    async with database.raw() as connection:
        rows = await connection.fetch("select * from outbox where topic = $1 order by id", IMPORT_CONTENT.name)
    facts = [decode(IMPORT_CONTENT, row["key"], json.loads(row["headers"]), row["value"]) for row in rows]
    await empty_outbox(database)
    return facts


async def facts(database: Database, topic: Topic[Any]) -> list[Fact[Any]]:
    """The facts on a topic that wait to be sent."""
    async with database.raw() as connection:
        rows = await connection.fetch("select * from outbox where topic = $1 order by id", topic.name)
    return [decode(topic, row["key"], json.loads(row["headers"]), row["value"]) for row in rows]


def short(facts: list[Any]) -> list[str]:
    return [fact.type.removeprefix("aegis.import.").removesuffix(".v1") for fact in facts]


async def rows(database: Database, table: str) -> list[Any]:
    async with database.raw() as connection:
        return list(await connection.fetch(f"select * from {table}"))  # a table of ours
