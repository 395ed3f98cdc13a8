"""One server a run, whoever needs it first and whoever needs it longest; skips that are failures in CI."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import uuid4

import pytest

from aegis_testkit.cache import cache_folder, file_lock
from aegis_testkit.required import Unavailable, all_required, skip_or_fail
from aegis_testkit.sharing import shared_in_run


async def test_without_xdist_everybody_starts_their_own(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    starts: list[str] = []

    async def start() -> str:
        starts.append("here")
        return "here"

    for _ in range(2):
        async with shared_in_run("alone", tmp_path_factory, start) as address:
            assert address == "here"
    assert len(starts) == 2


async def test_workers_share_the_first_ones_server_which_outlives_their_use(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    name = f"shared-{uuid4().hex}"
    running: list[int] = []

    async def worker(number: int, seconds: float) -> None:
        async def start() -> str:
            running.append(number)
            stack.callback(running.remove, number)
            return f"server of {number}"

        async with AsyncExitStack() as stack:
            address = await stack.enter_async_context(shared_in_run(name, tmp_path_factory, start))
            assert address == "server of 0"
            await asyncio.sleep(seconds)
            assert running == [0]

    first = asyncio.create_task(worker(0, 0.1))
    await asyncio.sleep(0)
    await asyncio.gather(first, *(worker(number, 0.4) for number in range(1, 4)))
    assert running == []
    assert not (tmp_path_factory.getbasetemp().parent / f"{name}.address").exists()


async def test_a_lock_is_held_by_one(tmp_path: Path) -> None:
    holding = 0

    async def hold() -> None:
        nonlocal holding
        async with file_lock(tmp_path / "lock"):
            holding += 1
            assert holding == 1
            await asyncio.sleep(0.02)
            holding -= 1

    await asyncio.gather(*(hold() for _ in range(4)))


def test_the_cache_lies_where_it_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    monkeypatch.delenv("AEGIS_CACHE_DIR", raising=False)
    assert cache_folder() == tmp_path / "user" / "aegis"
    monkeypatch.setenv("AEGIS_CACHE_DIR", str(tmp_path / "own"))
    assert cache_folder() == tmp_path / "own"


@pytest.mark.parametrize(
    ("ci", "require", "required"),
    [("", "", False), ("true", "", True), ("", "all", True), ("false", "", False), ("1", "", False)],
)
def test_a_missing_server_fails_where_all_are_required(
    monkeypatch: pytest.MonkeyPatch, ci: str, require: str, required: bool
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("AEGIS_TEST_REQUIRE", require)
    assert all_required() is required
    with pytest.raises(pytest.fail.Exception if required else pytest.skip.Exception, match="install it"):
        skip_or_fail(Unavailable("install it"))
