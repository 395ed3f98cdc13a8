"""Hashing off the loop, within its room; sealing; the matrix as a page."""

import asyncio
import stat
import time
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from aegis_identity.adapters.keys.sealing import Seal, WrongSeal, secret_in
from aegis_identity.adapters.passwords.argon2_pool import Argon2Passwords
from aegis_identity.application.queries.rights import matrix, matrix_as_markdown, roles
from aegis_kernel.errors import Away
from aegis_kernel.rights import POLICY, Action, Relation, Role, may


@pytest.fixture
def hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


async def test_a_hash_is_verified_and_nobodys_never_is(hasher: PasswordHasher) -> None:
    pool = Argon2Passwords(hasher)
    digest = await pool.hash("secret")
    assert digest.startswith("$argon2id$")
    assert await pool.verify(digest, "secret")
    assert not await pool.verify(digest, "Secret")
    assert not await pool.verify(None, "the password of nobody")
    assert not await pool.verify("no hash at all", "secret")
    assert not pool.is_outdated(digest)
    assert Argon2Passwords().is_outdated(digest)
    pool.close()


class Slow(PasswordHasher):
    """Takes a moment, in its thread."""

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]  # noqa: A002
        time.sleep(0.2)
        return True


async def test_when_too_many_wait_the_next_is_asked_to_come_again() -> None:
    pool = Argon2Passwords(Slow(time_cost=1, memory_cost=8, parallelism=1), threads=1, waiting=2)
    tasks = [asyncio.create_task(pool.verify("x", "y")) for _ in range(3)]
    await asyncio.sleep(0.05)
    with pytest.raises(Away) as busy:
        await pool.verify("x", "y")
    assert busy.value.retry_after_seconds == 2
    started = time.perf_counter()
    await asyncio.sleep(0)
    assert time.perf_counter() - started < 0.1
    assert await asyncio.gather(*tasks) == [True] * 3
    assert await pool.verify("x", "y")
    pool.close()


async def test_whoever_goes_away_keeps_their_place_until_the_work_is_done() -> None:
    pool = Argon2Passwords(Slow(time_cost=1, memory_cost=8, parallelism=1), threads=1, waiting=1)
    gone = asyncio.create_task(pool.verify("x", "y"))
    await asyncio.sleep(0.05)
    gone.cancel()
    staying = asyncio.create_task(pool.verify("x", "y"))
    await asyncio.sleep(0)
    with pytest.raises(Away):
        await pool.verify("x", "y")
    assert await staying
    pool.close()


def test_what_is_sealed_opens_with_its_secret_and_label_alone() -> None:
    seal = Seal("s" * 32)
    closed = seal.close(b"key", "k1")
    assert seal.open(closed, "k1") == b"key"
    assert seal.close(b"key", "k1") != closed
    for other, label, content in (
        (Seal("t" * 32), "k1", closed),
        (seal, "k2", closed),
        (seal, "k1", closed[:-1] + b"\x00"),
        (seal, "k1", b"\x02" + closed[1:]),
    ):
        with pytest.raises(WrongSeal):
            other.open(content, label)
    with pytest.raises(ValueError, match="32"):
        Seal("short")


def test_a_kept_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "below" / "key-secret"
    secret = secret_in(path)
    assert secret == secret_in(path)
    assert len(secret) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_matrix_says_what_the_policy_decides() -> None:
    from uuid import UUID

    from aegis_kernel.rights import Caller

    for row in matrix():
        for role, relations in row.roles.items():
            caller = Caller(id=UUID(int=1), name="x", roles=frozenset({role}))
            for relation in Relation:
                told = Relation.ANY in relations or relation in relations
                assert may(caller, row.action, [relation]) is told
    assert [row.action for row in matrix()] == list(Action)
    assert {view.role: set(view.actions) for view in roles()} == {
        role: {action for action in Action if role in POLICY[action]} for role in Role
    }


def test_the_page_has_a_row_an_action_and_a_column_a_role() -> None:
    page = matrix_as_markdown()
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert len(rows) == len(Action)
    assert {row.count("|") for row in rows} == {len(Role) + 2}
