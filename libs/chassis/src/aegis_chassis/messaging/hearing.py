"""What a service hears, as declarations: replicas it keeps of others' topics, and reactions beyond that."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Table

from aegis_kernel.facts import Fact, Topic

S = TypeVar("S")
F = TypeVar("F")

Row = Mapping[str, Any]


class Reaction(Protocol[F]):
    """Acts on facts of one topic, oldest first, at most one call a batch. Made anew, with its ports, per batch;
    runs inside the consumer's transaction and never commits."""

    async def __call__(self, facts: Sequence[Fact[F]], /) -> None: ...


@dataclass(frozen=True, slots=True)
class Child(Generic[S]):
    """Rows of `table` that belong to one row of a replica: replaced whenever that row is. `parent` names the column
    of `table` that holds the replica's key."""

    table: Table
    parent: str
    rows: Callable[[Fact[S]], Iterable[Row]]


@dataclass(frozen=True, slots=True)
class Replica(Generic[S]):
    """A table kept equal to a topic: one row a key. `row` gives None when nothing (any longer) is to be kept.
    `key` names the one primary key column, whose value `key_of` finds for a fact."""

    table: Table
    key: str
    key_of: Callable[[Fact[S]], Any]
    row: Callable[[Fact[S]], Row | None]
    children: tuple[Child[S], ...] = ()


@dataclass(frozen=True, slots=True)
class Hearing(Generic[S]):
    """One topic and what it makes a service do: first the replica, then the reaction, in one transaction."""

    topic: Topic[S]
    replica: Replica[S] | None = None
    reaction: type[Reaction[S]] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A consumer group. Projections may be rebuilt from the topics; effects never are, act once per event id and
    ignore facts older than `max_age_seconds` (None: any age)."""

    name: str
    hearings: tuple[Hearing[Any], ...]
    effects: bool = False
    max_age_seconds: float | None = None

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(hearing.topic.name for hearing in self.hearings)
