"""The operation that runs: what logs, traces, audit entries and events name. Set once by the web middleware, the
consumer and the job runner; read wherever it is needed."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from aegis_kernel.rights import Caller

AtCommit = Callable[[AsyncConnection], Awaitable[None]]
"""What has to be written in the same transaction as whatever the operation commits first."""


@dataclass(slots=True, kw_only=True)
class Operation:
    """One request, batch or job. `name` is the HTTP operation id (``tests.submit``), the group, or the job.

    `events` collects the tokens (``topic/key/version``) of what was published in it. `at_commit` runs once, inside the
    first transaction that a unit of work commits in it, and is emptied then: an idempotency key says there that its
    request has taken effect.
    """

    name: str
    caller: Caller | None = None
    address: str | None = None
    correlation_id: str | None = None
    causation_id: str | None = None
    traceparent: str | None = None
    events: list[str] = field(default_factory=list)
    at_commit: list[AtCommit] = field(default_factory=list)


_current: ContextVar[Operation | None] = ContextVar("aegis_operation", default=None)


def current_operation() -> Operation | None:
    """The operation that runs in this task, if any."""
    return _current.get()


@contextmanager
def operating(operation: Operation) -> Iterator[Operation]:
    """Makes `operation` the current one for the block."""
    token = _current.set(operation)
    try:
        yield operation
    finally:
        _current.reset(token)
