"""Objects as files, and the fake: the suite, and what only files can go wrong in."""

import os
import stat
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
