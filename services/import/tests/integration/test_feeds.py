"""Feeds, read again and again: a window on entries, and what their first sight decided."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest_asyncio
from import_support.database import SetClock
from import_support.feeds import rss
from import_support.ground import Imports
from import_support.sent import content, rows

from aegis_chassis.database.pool import Database
from aegis_contracts.ids import content_id
from aegis_import.adapters.persistence.sources import SqlSources
from aegis_import.domain.counts import KindCounts
from aegis_import.domain.source import DataSource, SourceSettings
from aegis_import.domain.words import RunState

URL = "https://news.example/feed.xml"
DATED = "<pubDate>Tue, 24 Nov 2026 14:07:45 GMT</pubDate>"


def entry(number: int, *, title: str = "", more: str = "") -> str:
    return f"<title>{title or f'Entry {number}'}</title><guid isPermaLink='false'>{number}</guid>{more}"


def linked(number: int, link: str, **fields: str) -> str:
    return entry(number, more=f"<link>{link}</link>", **fields)


async def add_feed(imports: Imports, name: str) -> None:
    """Makes a source and lets `imports` read it."""
    id_ = uuid4()
    source = DataSource.create(id_, name=name, upstream="feed", domain=None, settings=SourceSettings(url=URL))
    await imports.change(lambda unit: SqlSources(unit).add(source))
    imports.source_id, imports.source_name = id_, name


@pytest_asyncio.fixture(loop_scope="session")
async def feed(imports: Imports) -> Imports:
    await add_feed(imports, "alerts")
    return imports


def serve(feed: Imports, *items: str) -> None:
    """The feed's URL has these entries now."""
    feed.fetcher.content, feed.fetcher.etag = rss(*items).encode(), uuid4().hex


async def read(feed: Imports, *items: str) -> KindCounts:
    """Reads a feed of these entries from its URL; a minute passes."""
    serve(feed, *items)
    run = await feed.carry_out(await feed.queue(url=URL))
    assert run.state in {RunState.PUBLISHED, RunState.APPLIED}, run.error
    if run.state is RunState.PUBLISHED:
        await feed.move(run.id, lambda one: one.apply(feed.clock.now()))
    feed.clock.forward(60)
    return run.outcome.counts.get("intel", KindCounts())


async def items(database: Database) -> dict[str, Any]:
    """What was published since the last look: the claims of entries, by key."""
    return {
        fact.state.key: fact.state
        for fact in await content(database)
        if fact.state.item.__class__.__name__ == "IntelItem"
    }


async def test_what_has_left_a_feed_is_not_withdrawn(feed: Imports) -> None:
    assert await read(feed, *(entry(number, more=DATED) for number in range(5))) == KindCounts(new=5)
    assert await read(feed, *(entry(number, more=DATED) for number in range(4, 8))) == KindCounts(new=3, unchanged=1)
    assert await read(feed, entry(0, more=DATED)) == KindCounts(unchanged=1)


async def test_a_feed_that_is_empty_is_a_success_and_withdraws_nothing(feed: Imports, database: Database) -> None:
    await read(feed, entry(1, more=DATED))
    await content(database)
    serve(feed)
    run = await feed.carry_out(await feed.queue(url=URL))
    assert (run.state, run.error) == (RunState.APPLIED, None)
    assert await content(database) == []
    assert await read(feed, entry(1, more=DATED)) == KindCounts(unchanged=1)


async def test_a_feed_of_bad_entries_alone_fails(feed: Imports) -> None:
    serve(feed, "<guid>1</guid>")
    run = await feed.carry_out(await feed.queue(url=URL))
    assert run.state is RunState.FAILED
    assert "neither title nor text nor link" in (run.error or "")


async def test_an_entry_without_a_date_is_of_the_day_it_was_first_seen_and_stays_unchanged(
    feed: Imports, database: Database, clock: SetClock
) -> None:
    before = clock.now()
    await read(feed, entry(1))
    claim = (await items(database))["1"]
    first = claim.item.published
    assert before <= first <= before + timedelta(seconds=1)
    assert (claim.item.first_seen, claim.created) == (True, None)
    clock.at = first + timedelta(days=1)
    assert await read(feed, entry(1)) == KindCounts(unchanged=1)
    clock.at = first + timedelta(days=2)
    assert await read(feed, entry(1, title="Corrected")) == KindCounts(changed=1)
    claim = (await items(database))["1"]
    assert (claim.item.name, claim.item.published, claim.item.first_seen) == ("Corrected", first, True)
    assert await read(feed, entry(1, title="Corrected")) == KindCounts(unchanged=1)


async def test_a_date_that_a_feed_gives_later_counts_and_one_that_it_takes_back_stays(
    feed: Imports, database: Database
) -> None:
    await read(feed, entry(1))
    await read(feed, entry(1, more=DATED))
    told = datetime(2026, 11, 24, 14, 7, 45, tzinfo=UTC)
    claim = (await items(database))["1"]
    assert (claim.item.published, claim.item.first_seen) == (told, False)
    await read(feed, entry(1))
    claim = (await items(database))["1"]
    assert (claim.item.published, claim.item.first_seen) == (told, False)


async def test_an_entry_whose_link_changes_stays_the_item_that_it_was(feed: Imports, database: Database) -> None:
    await read(feed, linked(1, "https://news.example/draft"))
    before = (await items(database))["1"]
    assert before.content_id == content_id("feed", "intel", "https://news.example/draft")
    assert await read(feed, linked(1, "https://news.example/final")) == KindCounts(changed=1)
    after = (await items(database))["1"]
    assert after.item.link == "https://news.example/final"
    assert (after.claim_id, after.content_id) == (before.claim_id, before.content_id)
    assert await read(feed, linked(1, "https://news.example/final")) == KindCounts(unchanged=1)


async def test_one_link_in_two_feeds_is_one_item_with_two_claims(feed: Imports, database: Database) -> None:
    await read(feed, linked(1, "https://news.example/1"))
    one = (await items(database))["1"]
    await add_feed(feed, "other")
    await read(feed, linked(77, "http://NEWS.example/1?utm_source=other"))
    other = (await items(database))["77"]
    assert one.content_id == other.content_id
    assert one.claim_id != other.claim_id
    assert isinstance(one.content_id, UUID)


async def test_a_preview_shows_which_fields_differ_and_not_the_day_of_the_look(
    feed: Imports, database: Database, clock: SetClock
) -> None:
    await read(feed, entry(1))
    clock.at = clock.now() + timedelta(days=1)
    serve(feed, entry(1, title="Corrected"))
    run = await feed.carry_out(await feed.queue(url=URL, dry_run=True))
    assert run.outcome.counts == {"intel": KindCounts(changed=1)}
    assert [tuple(row["fields"]) for row in await rows(database, "import_sample")] == [("name",)]
