"""Lists of 100,000 tests: each filter with each order, first page and next, against the target of 30 ms for the 95th
percentile; the queue and one test beside them. Ratios are to the same table's bare primary-key read."""

import asyncio
import random
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

sys.path.insert(0, str(Path(__file__).parents[2] / "services" / "testing-workflow" / "tests" / "support"))

from testing_support.people import BERT, RUTH
from testing_support.tests import NOON, Desk

from aegis_chassis.database.pool import Database, open_database
from aegis_kernel.paging import PageRequest, Sort
from aegis_testing.adapters.persistence.finder import SqlTestFinder
from aegis_testing.adapters.persistence.lists import SqlTestLists
from aegis_testing.adapters.persistence.migrations import MIGRATIONS
from aegis_testing.adapters.persistence.queue import SqlQueues
from aegis_testing.adapters.persistence.rows import documents_of, row_of
from aegis_testing.application.queries.queue import Asked
from aegis_testing.application.queries.tests import TestFilters
from aegis_testing.bootstrap.service import SESSIONS
from aegis_testing.domain.moves.cancel import cancel
from aegis_testing.domain.moves.reject import reject
from aegis_testing.domain.people import Person
from aegis_testing.domain.procedure import Technique
from aegis_testing.domain.side import Side
from aegis_testing.domain.test import Test
from aegis_testkit.postgres import ServerForTests, embedded_for_tests

TESTS, PEOPLE, TECHNIQUES, TAGS = 100_000, 60, 700, 200
WORDS = ("Credential", "PowerShell", "Lateral", "Proxy", "Scheduled", "Remote")
ROUNDS = 40
TARGET_MS = 30.0
SORTS = {
    "updated": (Sort("updated_at", descending=True),),
    "number": (Sort("number"),),
    "due": (Sort("due"),),
    "technique": (Sort("attack_id"), Sort("updated_at", descending=True)),
}
Once = Callable[[], Awaitable[Any]]


def kinds(desk: Desk) -> list[tuple[Test, int]]:
    """Tests at every stage, with how many in a hundred there are of each."""
    rejected, cancelled = desk.in_review(), desk.started()
    reject(rejected, "blue", "no", BERT, desk.circumstances())
    cancel(cancelled, "gone", RUTH, desk.circumstances())
    return [
        (desk.drafted(), 6),
        (desk.started(), 5),
        (desk.in_review(), 4),
        (desk.validated(), 50),
        (desk.validated(rung="none"), 15),
        (desk.validated(rung="telemetry"), 10),
        (rejected, 2),
        (cancelled, 8),
    ]


async def fill(database: Database) -> dict[str, Any]:
    """Writes the tests; gives ids to ask for."""
    chance, desk = random.Random(7), Desk()
    made = kinds(desk)
    people = [Person(uuid4(), f"Person {number}") for number in range(PEOPLE)]
    techniques = [
        Technique(id=uuid4(), attack_id=f"T{1000 + number}", name=f"{chance.choice(WORDS)} number{number}")
        for number in range(TECHNIQUES)
    ]
    rows, documents = [], []
    for number in range(TESTS):
        kind = chance.choices([one for one, _ in made], [weight for _, weight in made])[0]
        test = varied(kind, number, chance, people, techniques)
        rows.append(row_of(test))
        documents.append(documents_of(test))
    async with database.raw() as connection:
        for table, filled in (("test", rows), ("test_document", documents)):
            records = [tuple(row.values()) for row in filled]
            await connection.copy_records_to_table(table, columns=list(filled[0]), records=records)
            await connection.execute(f"vacuum analyze {table}")
    return {"person": people[3].id, "technique": techniques[44], "test": rows[77]["id"]}


def varied(kind: Test, number: int, chance: random.Random, people: list[Person], techniques: list[Technique]) -> Test:
    test = object.__new__(Test)
    vars(test).update(vars(kind))
    changed = NOON - timedelta(minutes=chance.randrange(2_000_000))
    test.id, test.number, test.technique = uuid4(), number + 1, chance.choice(techniques)
    test.procedure = replace(kind.procedure, key=f"k{number % 5000}", name=f"Procedure word{number % 5000}")
    test.red, test.blue = sided(kind.red, chance, people), sided(kind.blue, chance, people)
    test.author, test.drafted_at, test.updated_at = chance.choice(people), changed, changed
    test.tags = tuple(f"tag{tag}" for tag in chance.sample(range(TAGS), chance.randrange(4)))
    test.due = date(2026, 12, 1) + timedelta(days=chance.randrange(400)) if chance.random() < 0.3 else None
    test.held = chance.random() < 0.01
    return test


def sided(side: Side, chance: random.Random, people: list[Person]) -> Side:
    return replace(side, assignee=chance.choice(people) if chance.random() < 0.9 else None)


def filters(known: dict[str, Any]) -> dict[str, TestFilters]:
    who, technique = known["person"], known["technique"]
    return {
        "nothing": TestFilters(),
        "state validated": TestFilters(states=("validated",)),
        "state rejected": TestFilters(states=("rejected",)),
        "four states": TestFilters(states=("draft", "red_executing", "in_review", "rejected")),
        "assignee": TestFilters(assignees=(who,)),
        "author": TestFilters(authors=(who,)),
        "technique": TestFilters(attack_ids=(technique.attack_id,)),
        "technique by id": TestFilters(techniques=(technique.id,)),
        "tag": TestFilters(tags=("tag7",)),
        "three tags": TestFilters(tags=("tag7", "tag8", "tag9")),
        "result": TestFilters(results=("not_detected",)),
        "held": TestFilters(held=True),
        "not held": TestFilters(held=False),
        "word": TestFilters(words="word77"),
        "a frequent word": TestFilters(words="cred"),
        "two words": TestFilters(words="credential number12"),
        "updated since": TestFilters(updated_since=NOON - timedelta(days=3)),
        "updated until": TestFilters(updated_until=NOON - timedelta(days=1380)),
        "due in 5 days": TestFilters(due_since=date(2027, 1, 1), due_until=date(2027, 1, 5)),
        "assignee, state": TestFilters(assignees=(who,), states=("rejected",)),
        "assignee, held": TestFilters(assignees=(who,), held=True),
        "tag, state": TestFilters(tags=("tag7",), states=("in_review",)),
        "technique, result, tag": TestFilters(attack_ids=(technique.attack_id,), results=("detected",), tags=("tag3",)),
        "an unknown tag": TestFilters(tags=("nope",)),
    }


async def timed(once: Once) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    took = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        await once()
        took.append((time.perf_counter() - begun) * 1e3)
    took.sort()
    return took[len(took) // 2], took[int(len(took) * 0.95)]


async def main() -> int:
    async with embedded_for_tests() as server, ServerForTests(server.dsn()).database(MIGRATIONS) as made:
        database = open_database(made.login("testing"), schema="testing", settings=SESSIONS)
        begun = time.perf_counter()
        known = await fill(database)
        print(f"{TESTS:,} tests written in {time.perf_counter() - begun:.1f} s")
        slow = await measure(database, known)
        await database.close()
    return 1 if slow else 0


async def measure(database: Database, known: dict[str, Any]) -> list[str]:
    lists, slow = SqlTestLists(database), list[str]()

    async def bare() -> None:
        async with database.raw() as connection:
            await connection.fetchrow("select * from test where id = $1", known["test"])

    base, _ = await timed(bare)
    print(f"{'':24}{'':>11}{'p50 ms':>8}{'p95 ms':>8}{'x bare':>8}")
    print(f"{'bare read of one row':35}{base:8.2f}")
    for (name, given), (order, sort) in product(filters(known).items(), SORTS.items()):
        first = await lists.page(given, PageRequest(sort=sort))
        for which, after in (("first", None), ("next", first.ends_at)):
            if which == "next" and after is None:
                continue
            request = PageRequest(sort=sort, after=after)
            p50, p95 = await timed(lambda given=given, request=request: lists.page(given, request))
            label = f"{name} by {order}, {which}"
            if p95 > TARGET_MS:
                slow.append(label)
            if p95 > TARGET_MS or (order, which) == ("updated", "first"):
                print(f"{label:35}{p50:8.2f}{p95:8.2f}{p50 / base:8.1f}{'  SLOW' if p95 > TARGET_MS else ''}")
    for name, once in beside(database, lists, known).items():
        p50, p95 = await timed(once)
        print(f"{name:35}{p50:8.2f}{p95:8.2f}{p50 / base:8.1f}")
    print(f"above {TARGET_MS:g} ms: {', '.join(slow) or 'none'}")
    return slow


def beside(database: Database, lists: SqlTestLists, known: dict[str, Any]) -> dict[str, Once]:
    queues, finder = SqlQueues(database), SqlTestFinder(database)
    both = frozenset({"red", "blue"})
    tech = Asked(person=known["person"], works=frozenset({"red"}), reviews=frozenset())
    lead = Asked(person=known["person"], works=both, reviews=both)
    oldest = PageRequest(sort=(Sort("since"),))
    test: UUID = known["test"]
    return {
        "queue of a tech": lambda: queues.page(tech, oldest),
        "queue of a lead of both": lambda: queues.page(lead, oldest),
        "count of all": lambda: lists.page(TestFilters(), PageRequest(sort=SORTS["updated"], count=True)),
        "one test, whole": lambda: finder.find(test, NOON),
    }


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
