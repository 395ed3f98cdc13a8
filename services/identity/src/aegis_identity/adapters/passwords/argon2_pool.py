"""Argon2id in a few threads of its own: it takes a tenth of a second and 64 MiB on purpose, so that only so many may
run or wait."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from aegis_kernel.errors import Away

T = TypeVar("T")


class Argon2Passwords:
    """`threads` hash at once, `waiting` more may wait; whoever comes then is asked to come again."""

    def __init__(self, hasher: PasswordHasher | None = None, *, threads: int = 2, waiting: int = 20) -> None:
        self._hasher = hasher or PasswordHasher()
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="argon2")
        self._room = threads + waiting
        self._nobodys = self._hasher.hash("the password of nobody")

    async def hash(self, password: str) -> str:
        return await self._run(lambda: self._hasher.hash(password))

    async def verify(self, digest: str | None, password: str) -> bool:
        right = await self._run(lambda: self._right(digest or self._nobodys, password))
        return right and digest is not None

    def is_outdated(self, digest: str) -> bool:
        return self._hasher.check_needs_rehash(digest)

    def close(self) -> None:
        """Lets what runs end."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _right(self, digest: str, password: str) -> bool:
        try:
            return self._hasher.verify(digest, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], T]) -> T:
        if self._room <= 0:
            raise Away("sign_ins_busy", "Too many people sign in at once: try again in a moment.", 2.0)
        self._room -= 1
        future = asyncio.get_running_loop().run_in_executor(self._threads, work)
        # Its place is free when the thread is, not when whoever asked has gone.
        future.add_done_callback(lambda _: self._free())
        return await asyncio.shield(future)

    def _free(self) -> None:
        self._room += 1
