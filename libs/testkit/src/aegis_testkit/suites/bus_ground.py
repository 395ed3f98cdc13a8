"""What the parts of the bus's suite stand on."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from uuid import uuid4

import pytest_asyncio

from aegis_chassis.messaging.bus import Bus, Outgoing
from aegis_kernel.facts import TopicSpec
from aegis_testkit.listening import Listener


class BusGround:
    """An adapter's test module gives the fixtures `bus` and `unreachable_bus`, and says what differs."""

    partitioned = False
    """Whether topics have as many partitions as they ask for, and members of a group share them; else one, and one
    member has all."""

    @pytest_asyncio.fixture(loop_scope="session")
    async def bus(self) -> AsyncIterator[Bus]:
        raise NotImplementedError

    @pytest_asyncio.fixture(loop_scope="session")
    async def unreachable_bus(self) -> AsyncIterator[Bus]:
        """One whose server is not there."""
        raise NotImplementedError

    @staticmethod
    async def make_topic(bus: Bus, *, partitions: int = 1) -> str:
        """A topic of its own for a test."""
        name = f"suite.{uuid4().hex[:12]}"
        await bus.ensure([TopicSpec(name=name, partitions=partitions)])
        return name

    @staticmethod
    def new_group() -> str:
        return f"group.{uuid4().hex[:12]}"


def numbered(topic: str, numbers: Sequence[int] | range, *, keys: int = 1) -> list[Outgoing]:
    """Records whose values are `numbers`, spread over `keys` keys."""
    return [Outgoing(topic, f"key-{number % keys}", {"n": str(number)}, str(number).encode()) for number in numbers]


async def publish_numbers(bus: Bus, topic: str, numbers: Sequence[int] | range, *, keys: int = 1) -> None:
    await bus.publish(numbered(topic, numbers, keys=keys), within=20)


async def settled(first: Listener, second: Listener, *, sizes: set[int], within: float = 20.0) -> None:
    """Until the members have that many partitions, together all of them."""
    async with asyncio.timeout(within):
        while {len(first.mine), len(second.mine)} != sizes or first.mine & second.mine:
            await asyncio.gather(first.poll(wait=0.05), second.poll(wait=0.05))
