"""Counts read."""

from typing import Any, TypeVar

from aegis_catalog.adapters.persistence.counting.statements import COUNTS
from aegis_catalog.application.counting.queries.counts import (
    ContentCounts,
    ItemCounts,
    NamedCounts,
    NamingCounts,
    PairCounts,
    RelationCounts,
    StateCounts,
)
from aegis_catalog.domain.content import DOMAINS
from aegis_chassis.database.pool import Database

C = TypeVar("C")

Groups = dict[tuple[str, str], list[int]]


class SqlCountReader:
    """`CountReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> ContentCounts:
        async with self._database.raw() as connection:
            rows = await connection.fetch(COUNTS)
        parts: dict[str, dict[str, Groups]] = {"item": {}, "relation": {}, "named": {}}
        for part, name, how, grouped, numbers in rows:
            parts[part].setdefault(name, {})[how, grouped] = numbers
        return ContentCounts(
            items=[
                ItemCounts(
                    kind,
                    _made(StateCounts, found.get(("all", ""))),
                    _by_domain(found, StateCounts),
                    {
                        name: StateCounts(*numbers)
                        for (how, name), numbers in sorted(found.items())
                        if how == "upstream"
                    },
                )
                for kind, found in sorted(parts["item"].items())
            ],
            relations=[
                RelationCounts(name, _made(PairCounts, found.get(("all", ""))), _by_domain(found, PairCounts))
                for name, found in sorted(parts["relation"].items())
            ],
            named=[
                NamingCounts(kind, upstream, _made(NamedCounts, found.get(("active", upstream))), NamedCounts(*numbers))
                for kind, found in sorted(parts["named"].items())
                for (how, upstream), numbers in sorted(found.items())
                if how == "all"
            ],
        )


def _made(kind: type[C], numbers: list[int] | None) -> C:
    return kind(*numbers or ())


def _by_domain(found: Groups, kind: type[C]) -> dict[Any, C]:
    return {domain: kind(*found["domain", domain]) for domain in DOMAINS if ("domain", domain) in found}
