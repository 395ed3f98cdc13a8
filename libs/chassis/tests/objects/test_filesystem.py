"""Objects as files, and the fake: the suite, and what only files can go wrong in."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from aegis_chassis.objects import ObjectStore, open_object_store
from aegis_chassis.objects.filesystem import FilesystemObjectStore
from aegis_kernel.errors import Away
from aegis_testkit.objects import MemoryObjectStore, chunks_of
from aegis_testkit.suites.objects import ObjectStoreSuite


class TestFilesystem(ObjectStoreSuite):
    @pytest_asyncio.fixture(loop_scope="session")
    async def store(self, tmp_path: Path) -> AsyncIterator[ObjectStore]:  # type: ignore[override]  # needs a folder
        yield FilesystemObjectStore(tmp_path / "objects")
        unfinished = tmp_path / "objects" / ".unfinished"
        assert not unfinished.exists() or not any(unfinished.iterdir())

    @pytest_asyncio.fixture(loop_scope="session")
    async def unreachable_store(self, tmp_path: Path) -> AsyncIterator[ObjectStore]:  # type: ignore[override]  # as above
        (tmp_path / "file").touch()
        yield FilesystemObjectStore(tmp_path / "file" / "below")


class TestMemory(ObjectStoreSuite):
    @pytest_asyncio.fixture(loop_scope="session")
    async def store(self) -> AsyncIterator[ObjectStore]:
        yield MemoryObjectStore()

    @pytest_asyncio.fixture(loop_scope="session")
    async def unreachable_store(self) -> AsyncIterator[ObjectStore]:
        store = MemoryObjectStore()
        store.away = True
        yield store


async def test_files_and_folders_are_for_their_owner_alone(tmp_path: Path) -> None:
    store = FilesystemObjectStore(tmp_path / "objects")
    await store.put("a/b", chunks_of([b"x"]), limit=1)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in [tmp_path / "objects", *tree(tmp_path / "objects")]}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}


def tree(folder: Path) -> list[Path]:
    return list(folder.rglob("*"))


async def test_bytes_and_names_are_on_the_disk_before_put_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    root = tmp_path / "objects"
    await FilesystemObjectStore(root).put("a/b/c", chunks_of([b"x"]), limit=1)
    assert synced[0].startswith(str(root / ".unfinished"))
    assert {str(root / "a" / "b"), str(root / "a"), str(root)} <= set(synced[1:])


async def test_a_link_planted_in_the_store_leads_nowhere_that_a_key_can_name(tmp_path: Path) -> None:
    store = FilesystemObjectStore(tmp_path / "objects")
    await store.put("a", chunks_of([b"x"]), limit=1)
    assert [found.key async for found in store.list()] == ["a"]


async def test_a_full_disk_is_away_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FilesystemObjectStore(tmp_path / "objects")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Away, match="No space left"):
        await store.put("a", chunks_of([b"x"]), limit=1)
    assert not any((tmp_path / "objects" / ".unfinished").iterdir())
    assert await store.find("a") is None


def test_a_url_names_a_store(tmp_path: Path) -> None:
    assert isinstance(open_object_store(f"file://{tmp_path}"), FilesystemObjectStore)
    for wrong in (
        "",
        "file://",
        "file://host/x",
        "http://x",
        "s3://",
        "s3://b?colour=red",
        "file:///x?y=z",
        "s3://b?x",
    ):
        with pytest.raises(ValueError, match=r"an object store is|bad query"):
            open_object_store(wrong)


_WRITER = """
import asyncio, sys
from pathlib import Path
from aegis_chassis.objects.filesystem import FilesystemObjectStore

async def chunks():
    for number in range(1_000_000):
        yield b"x" * 65_536
        if number == 10:
            print("begun", flush=True)
            await asyncio.sleep(60)

asyncio.run(FilesystemObjectStore(Path(sys.argv[1])).put("a/b", chunks(), limit=1 << 40))
"""


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="files without a name are Linux's")
def test_a_writer_that_is_killed_leaves_nothing(tmp_path: Path) -> None:
    with subprocess.Popen(  # our own interpreter and text
        [sys.executable, "-c", _WRITER, str(tmp_path / "objects")], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "begun\n"
        writer.send_signal(signal.SIGKILL)
    assert [path for path in tree(tmp_path / "objects") if path.is_file()] == []


async def test_what_was_left_behind_long_ago_is_swept_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aegis_chassis.objects.filesystem._NAMELESS", None)
    unfinished = tmp_path / "objects" / ".unfinished"
    unfinished.mkdir(parents=True)
    for name, age_seconds in (("old", 90_000), ("young", 60)):
        (unfinished / name).touch()
        os.utime(unfinished / name, (time.time() - age_seconds,) * 2)
    store = FilesystemObjectStore(tmp_path / "objects")
    await store.put("a/b", chunks_of([b"x"]), limit=1)
    assert [path.name for path in unfinished.iterdir()] == ["young"]
    found = await store.find("a/b")
    assert found is not None
    assert found.size == 1
