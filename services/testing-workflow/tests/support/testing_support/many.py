"""Twin of the port `ManyTests`, as far as commands ask for it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from aegis_kernel.errors import NotFound
from aegis_kernel.facts import Fact
from aegis_testing.application.ports import TestRef
from aegis_testing.domain.test import Test
from testing_support.fakes import FakeTests


class FakeManyTests:
    """Over the fake of the port `Tests`."""

    def __init__(self, tests: FakeTests) -> None:
        self.tests = tests

    async def get_all(self, refs: Collection[TestRef]) -> Mapping[TestRef, Test]:
        found: dict[TestRef, Test] = {}
        for ref in refs:
            try:
                one = await self.tests.get(ref)
            except NotFound:
                continue
            found[ref] = next((other for other in found.values() if other.id == one.id), one)
        return found

    async def save_all(self, tests: Sequence[Test], *, because: Fact[Any] | None = None) -> None:
        for one in tests:
            if one.id in self.tests.kept:
                await self.tests.save(one)
            else:
                await self.tests.add(one)
