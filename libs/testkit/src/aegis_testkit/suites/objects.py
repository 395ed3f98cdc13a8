"""The suite of the port `ObjectStore`: what every adapter and the fake have to pass."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from aegis_chassis.objects import (
    InvalidKey,
    ObjectMissing,
    ObjectStore,
    ObjectTooLarge,
    OutOfRange,
    content_key,
)
from aegis_kernel.errors import Away
from aegis_testkit.objects import chunks_of

PART = 5 * 1024 * 1024
"""The smallest part that S3 takes: suites put more than two of them."""
LIMIT = 64 * 1024 * 1024

NOT_KEYS = [
    "",
    "/",
    "/a",
    "a/",
    "a//b",
    "../a",
    "a/../b",
    "a/./b",
    ".hidden",
    "a/.b",
    "a b",
    "ä",
    "a\\b",
    "a\0b",
    "x" * 600,
]


async def read(store: ObjectStore, key: str, *, start: int = 0, length: int | None = None) -> bytes:
    async with store.get(key, start=start, length=length) as opened:
        return b"".join([chunk async for chunk in opened.chunks])


async def keys(store: ObjectStore, prefix: str = "") -> list[str]:
    return [found.key async for found in store.list(prefix)]


class ObjectStoreSuite:
    """Inherit it as ``Test...`` and override the fixtures. `store` is empty for each test."""

    @pytest_asyncio.fixture(loop_scope="session")
    async def store(self) -> AsyncIterator[ObjectStore]:
        raise NotImplementedError

    @pytest_asyncio.fixture(loop_scope="session")
    async def unreachable_store(self) -> AsyncIterator[ObjectStore]:
        """One that cannot be used."""
        raise NotImplementedError

    async def test_what_was_put_is_there_with_size_and_hash(self, store: ObjectStore) -> None:
        parts = [b"one", b"", b"two", os.urandom(300_000)]
        kept = await store.put("evidence/a.bin", chunks_of(parts), limit=LIMIT)
        whole = b"".join(parts)
        assert (kept.key, kept.size) == ("evidence/a.bin", len(whole))
        assert kept.sha256 == hashlib.sha256(whole).hexdigest()
        assert await read(store, "evidence/a.bin") == whole
        async with store.get("evidence/a.bin") as opened:
            assert opened.size == len(whole)

    async def test_an_empty_object_is_an_object(self, store: ObjectStore) -> None:
        kept = await store.put("empty", chunks_of([]), limit=0)
        assert (kept.size, kept.sha256) == (0, hashlib.sha256(b"").hexdigest())
        assert await read(store, "empty") == b""
        assert await read(store, "empty", length=10) == b""
        assert (await store.find("empty")) is not None

    async def test_a_large_object_goes_through_in_parts(self, store: ObjectStore) -> None:
        block = os.urandom(1024 * 1024)
        digest = hashlib.sha256()
        count = PART * 2 // len(block) + 1
        for _ in range(count):
            digest.update(block)
        kept = await store.put("large", chunks_of([block] * count), limit=LIMIT)
        assert (kept.size, kept.sha256) == (count * len(block), digest.hexdigest())
        assert await read(store, "large", start=PART - 3, length=6) == (block * 6)[PART - 3 : PART + 3]
        assert hashlib.sha256(await read(store, "large")).hexdigest() == kept.sha256

    async def test_putting_again_replaces_it_whole(self, store: ObjectStore) -> None:
        await store.put("a", chunks_of([b"longer than the next"]), limit=LIMIT)
        await store.put("a", chunks_of([b"short"]), limit=LIMIT)
        assert await read(store, "a") == b"short"

    async def test_a_reader_goes_on_with_the_object_it_opened(self, store: ObjectStore) -> None:
        await store.put("a", chunks_of([b"first"]), limit=LIMIT)
        async with store.get("a") as opened:
            await store.put("a", chunks_of([b"other"]), limit=LIMIT)
            assert b"".join([chunk async for chunk in opened.chunks]) == b"first"

    @pytest.mark.parametrize("size", [101, PART + 101, 2 * PART + 101])
    async def test_more_than_the_limit_is_refused_while_it_comes_and_nothing_is_kept(
        self, store: ObjectStore, size: int
    ) -> None:
        asked = 0

        async def endless() -> AsyncIterator[bytes]:
            nonlocal asked
            while True:
                asked += 1
                yield b"x" * 100_000

        limit = size - 1
        with pytest.raises(ObjectTooLarge):
            await store.put("a", endless(), limit=limit)
        assert asked == limit // 100_000 + 1
        assert await store.find("a") is None
        assert await keys(store) == []
        assert (await store.put("a", chunks_of([b"x" * limit]), limit=limit)).size == limit

    async def test_a_refused_replacement_leaves_the_object_as_it_was(self, store: ObjectStore) -> None:
        await store.put("a", chunks_of([b"old"]), limit=LIMIT)
        with pytest.raises(ObjectTooLarge):
            await store.put("a", chunks_of([b"newer"]), limit=4)
        assert await read(store, "a") == b"old"

    @pytest.mark.parametrize("before", [10, PART + 10])
    async def test_a_source_that_breaks_off_leaves_nothing(self, store: ObjectStore, before: int) -> None:
        async def breaking() -> AsyncIterator[bytes]:
            yield b"x" * before
            raise ConnectionAbortedError("the browser went away")

        with pytest.raises(ConnectionAbortedError):
            await store.put("a", breaking(), limit=LIMIT)
        assert await keys(store) == []

    async def test_a_cancelled_put_leaves_nothing(self, store: ObjectStore) -> None:
        begun = asyncio.Event()

        async def stuck() -> AsyncIterator[bytes]:
            yield b"x" * (PART * 2)
            begun.set()
            await asyncio.sleep(60)

        task = asyncio.create_task(store.put("a", stuck(), limit=LIMIT))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await keys(store) == []

    @pytest.mark.parametrize(
        "start, length, expected",
        [(0, None, b"0123456789"), (0, 4, b"0123"), (3, 4, b"3456"), (8, 100, b"89"), (9, None, b"9"), (4, 0, b"")],
    )
    async def test_a_part_can_be_read(
        self, store: ObjectStore, start: int, length: int | None, expected: bytes
    ) -> None:
        await store.put("a", chunks_of([b"01234", b"56789"]), limit=LIMIT)
        async with store.get("a", start=start, length=length) as opened:
            assert opened.size == 10
            assert b"".join([chunk async for chunk in opened.chunks]) == expected

    async def test_a_part_behind_the_end_is_refused_with_the_size(self, store: ObjectStore) -> None:
        await store.put("a", chunks_of([b"0123456789"]), limit=LIMIT)
        for start in (10, 11):
            with pytest.raises(OutOfRange) as raised:
                await read(store, "a", start=start)
            assert raised.value.size == 10

    async def test_what_is_not_there_is_said(self, store: ObjectStore) -> None:
        await store.put("folder/a", chunks_of([b"x"]), limit=LIMIT)
        for key in ("nothing", "folder", "folder/a/b", "folder/b"):
            assert await store.find(key) is None
            with pytest.raises(ObjectMissing):
                await read(store, key)
            with pytest.raises(ObjectMissing):
                await read(store, key, start=1, length=0)

    async def test_deleting_is_done_when_it_is_gone(self, store: ObjectStore) -> None:
        await store.put("a/b", chunks_of([b"x"]), limit=LIMIT)
        await store.delete("a/b")
        await store.delete("a/b")
        assert await store.find("a/b") is None

    async def test_found_objects_have_size_and_time(self, store: ObjectStore) -> None:
        await store.put("a", chunks_of([b"1234"]), limit=LIMIT)
        found = await store.find("a")
        assert found is not None
        assert (found.key, found.size) == ("a", 4)
        assert abs(found.modified_at - datetime.now(UTC)) < timedelta(minutes=1)
        assert [each async for each in store.list()] == [found]

    async def test_listing_is_by_beginning_of_the_key_in_order_of_its_bytes(self, store: ObjectStore) -> None:
        put = ["b", "a/x/1", "a-b", "a/y", "a.txt", "a/x-1", "aa", "B", "a/x/0"]
        for key in put:
            await store.put(key, chunks_of([key.encode()]), limit=LIMIT)
        assert await keys(store) == sorted(put)
        assert await keys(store, "a/") == ["a/x-1", "a/x/0", "a/x/1", "a/y"]
        assert await keys(store, "a/x") == ["a/x-1", "a/x/0", "a/x/1"]
        assert await keys(store, "a/x/") == ["a/x/0", "a/x/1"]
        assert await keys(store, "c") == []

    async def test_a_long_list_comes_whole(self, store: ObjectStore) -> None:
        put = [f"many/{number:04}" for number in range(1_050)]

        async def some(start: int) -> None:
            for key in put[start::10]:
                await store.put(key, chunks_of([b"x"]), limit=LIMIT)

        await asyncio.gather(*(some(start) for start in range(10)))
        assert await keys(store, "many/") == put

    async def test_many_puts_of_one_key_at_once_leave_one_of_them_whole(self, store: ObjectStore) -> None:
        contents = [bytes([number]) * 200_000 for number in range(8)]
        await asyncio.gather(
            *(store.put("a/b/c", chunks_of([content[:1000], content[1000:]]), limit=LIMIT) for content in contents)
        )
        assert await read(store, "a/b/c") in contents

    @pytest.mark.parametrize("key", NOT_KEYS)
    async def test_what_is_no_key_is_refused(self, store: ObjectStore, key: str) -> None:
        for attempt in (
            lambda: store.put(key, chunks_of([b"x"]), limit=LIMIT),
            lambda: read(store, key),
            lambda: store.find(key),
            lambda: store.delete(key),
            lambda: store.presign_get(key, seconds=60, filename="x"),
        ):
            with pytest.raises(InvalidKey):
                await attempt()

    async def test_what_begins_no_key_is_refused(self, store: ObjectStore) -> None:
        for prefix in ("../", "/etc", "a/../", ".unfinished"):
            with pytest.raises(InvalidKey):
                await keys(store, prefix)

    async def test_content_has_one_key(self, store: ObjectStore) -> None:
        digest = hashlib.sha256(b"content").hexdigest()
        key = content_key("evidence", digest)
        assert key == f"evidence/{digest[:2]}/{digest[2:4]}/{digest}"
        assert (await store.put(key, chunks_of([b"content"]), limit=LIMIT)).sha256 == digest
        for wrong in ("", digest[:-1], digest.upper(), "../" + digest[3:]):
            with pytest.raises(InvalidKey):
                content_key("evidence", wrong)

    async def test_a_store_that_answers_can_be_pinged(self, store: ObjectStore) -> None:
        await store.ping()
        assert await keys(store) == []

    async def test_a_store_that_cannot_be_used_is_away(self, unreachable_store: ObjectStore) -> None:
        for attempt in (
            lambda: unreachable_store.put("a", chunks_of([b"x"]), limit=LIMIT),
            lambda: read(unreachable_store, "a"),
            lambda: unreachable_store.find("a"),
            lambda: unreachable_store.delete("a"),
            lambda: keys(unreachable_store),
            unreachable_store.ping,
        ):
            with pytest.raises(Away):
                await attempt()
