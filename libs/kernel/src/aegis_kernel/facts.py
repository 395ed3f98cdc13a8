"""The published language's form: topics, and facts on them.

One topic carries one state struct. A fact's data is always the aggregate's whole public state, the old values
of what changed, and a reason; its type only says why it was sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar
from uuid import UUID

S = TypeVar("S")


class Cleanup(StrEnum):
    """What a topic keeps: every record for a time, or the last of each key for ever."""

    DELETE = "delete"
    COMPACT = "compact"


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSpec:
    """A topic as a bus has to make it. `retention_seconds` None keeps for ever; `partitions` never changes.
    A compact topic keeps records of any age up to `compaction_lag_seconds`."""

    name: str
    partitions: int = 1
    cleanup: Cleanup = Cleanup.DELETE
    retention_seconds: int | None = None
    compaction_lag_seconds: int = 86_400


@dataclass(frozen=True, slots=True)
class Topic(Generic[S]):
    """A topic of the published language: who owns it, what state it carries, which types of event it knows.

    `types` maps the name used in code and docs (``TestValidated``) to the wire type
    (``aegis.testing.test.validated.v1``). `append_only` topics have uuid7 ids and no version.
    """

    spec: TopicSpec
    owner: str
    state: type[S]
    types: Mapping[str, str] = field(hash=False)
    append_only: bool = False
    private: bool = False
    heard_by: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.spec.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Generic[S]):
    """One event on a topic, decoded.

    `version` is the aggregate's after the event (0 on append-only topics). `time` is when it happened.
    `causation_id` names the event that this one answers, `correlation_id` the request that began it all.
    """

    topic: str
    key: str
    version: int
    type: str
    id: UUID
    time: datetime
    state: S
    changed: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None
    actor_id: str | None = None
    correlation_id: str | None = None
    causation_id: str | None = None
    traceparent: str | None = None
