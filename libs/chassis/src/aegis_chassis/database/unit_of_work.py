"""The unit of work on PostgreSQL: one transaction, its outbox rows and its audit entry."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Any, Self, TypeVar

from asyncpg import InterfaceError
from asyncpg.transaction import Transaction
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.pool import Database
from aegis_chassis.messaging.envelope import encode
from aegis_chassis.messaging.outbox import append_to_outbox
from aegis_chassis.messaging.wake import Wake
from aegis_chassis.observability.operation import Operation, current_operation
from aegis_kernel.audit import AuditEntry
from aegis_kernel.clock import Clock
from aegis_kernel.facts import Fact, Topic
from aegis_kernel.ids import event_id, uuid7
from aegis_kernel.rights import Caller

S = TypeVar("S")

_NOTIFY = text("select pg_notify(:channel, '')")


class SqlUnitOfWork:
    """Adapters take it for its `connection`, use cases for `commit`. One a request, batch or job; not for sharing
    between tasks.

    What is published waits in memory until `commit` writes it, in order, with one COPY.
    """

    def __init__(self, database: Database, *, service: str, clock: Clock, audit: Topic[AuditEntry], wake: Wake) -> None:
        self._database = database
        self._service = service
        self._clock = clock
        self._audit = audit
        self._wake = wake
        self._facts: list[Fact[Any]] = []
        self._noted: AuditEntry | None = None
        self._opened: AbstractAsyncContextManager[AsyncConnection] | None = None
        self._connection: AsyncConnection | None = None
        self._transaction: Transaction | None = None

    @property
    def connection(self) -> AsyncConnection:
        """The open transaction's connection."""
        if self._connection is None:
            raise RuntimeError("the unit of work is not entered")
        return self._connection

    @property
    def published(self) -> Sequence[Fact[Any]]:
        """What has been published in it and not committed yet."""
        return tuple(self._facts)

    async def __aenter__(self) -> Self:
        if self._connection is not None:
            raise RuntimeError("the unit of work is entered already")
        self._opened = self._database.connect()
        connection = await self._opened.__aenter__()
        try:
            # The transaction is the driver's own, so that COPY and SQLAlchemy's statements are both inside it.
            self._connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
            self._transaction = (await driver_of(connection)).transaction()
            await self._transaction.start()
        except BaseException as error:
            opened, self._opened, self._connection = self._opened, None, None
            await opened.__aexit__(type(error), error, error.__traceback__)
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        opened, self._opened, self._connection = self._opened, None, None
        transaction, self._transaction = self._transaction, None
        self._facts.clear()
        self._noted = None
        if opened is None:
            return
        try:
            if transaction is not None:
                await transaction.rollback()
        except InterfaceError:
            # The connection is closed, as one is whose statement was cancelled, and its transaction with it. What ended
            # the block must not be hidden by that: a cancellation that is lost keeps a process from stopping.
            if error is None:
                raise
        finally:
            await opened.__aexit__(kind, error, trace)

    def publish(
        self,
        topic: Topic[S],
        *,
        key: str,
        version: int,
        type_: str,
        state: S,
        changed: Mapping[str, Any] | None = None,
        reason: str | None = None,
        because: Fact[Any] | None = None,
        anonymous: bool = False,
    ) -> Fact[S]:
        """Publishes one fact at commit. `type_` is the name in the topic's `types` (``TestValidated``); `because` is
        the fact that it answers, whose actor, correlation and trace it carries on; `anonymous` leaves the actor out."""
        operation = current_operation()
        fact = Fact(
            topic=topic.name,
            key=key,
            version=version,
            type=topic.types[type_],
            id=uuid7() if topic.append_only else event_id(topic.name, key, version),
            time=self._clock.now(),
            state=state,
            changed=changed or {},
            reason=reason,
            **(_carried_on(because) if because else _begun_by(operation)) | ({"actor_id": None} if anonymous else {}),
        )
        self._facts.append(fact)
        return fact

    def note(
        self,
        *,
        object_type: str,
        object_id: str,
        changed: Mapping[str, list[Any]] | None = None,
        reason: str | None = None,
        outcome: str = "done",
        actor: Caller | None = None,
    ) -> None:
        """Says what the audit entry of this command is about, where its events do not say it well enough. `outcome` is
        ``done``, ``denied`` or ``failed``; `actor` is for where the operation has no caller yet (a sign-in)."""
        self._noted = self._entry(object_type, object_id, changed or {}, reason, outcome=outcome, actor=actor)

    async def commit(self) -> None:
        """Writes outbox and audit entry, commits, and wakes the relay."""
        entry = self._noted or self._entry_from_facts()
        facts = list(self._facts)
        if entry is not None:
            facts.append(self._audit_fact(entry))
        await append_to_outbox(self.connection, [encode(fact, source=self._service) for fact in facts])
        if facts and self._wake.channel is not None:
            await self.connection.execute(_NOTIFY, {"channel": self._wake.channel})
        if self._transaction is None:
            raise RuntimeError("the unit of work has committed already")
        operation = current_operation()
        if operation is not None:
            for write in operation.at_commit:
                await write(self.connection)
        transaction, self._transaction = self._transaction, None
        await transaction.commit()
        if operation is not None:
            operation.at_commit.clear()
            operation.events.extend(f"{fact.topic}/{fact.key}/{fact.version}" for fact in self._facts)
        self._facts.clear()
        self._noted = None
        if facts:
            self._wake.set()

    def _entry_from_facts(self) -> AuditEntry | None:
        if not self._facts:
            return None
        first = self._facts[0]
        after = {name: getattr(first.state, name, None) for name in first.changed}
        return self._entry(
            first.topic, first.key, {name: [old, after[name]] for name, old in first.changed.items()}, first.reason
        )

    def _entry(
        self,
        object_type: str,
        object_id: str,
        changed: Mapping[str, list[Any]],
        reason: str | None,
        *,
        outcome: str = "done",
        actor: Caller | None = None,
    ) -> AuditEntry | None:
        operation = current_operation()
        caller = actor or (operation.caller if operation else None)
        if operation is None or caller is None:
            return None
        return AuditEntry(
            id=str(uuid7()),
            at=self._clock.now(),
            service=self._service,
            action=operation.name,
            outcome=outcome,
            object_type=object_type,
            object_id=object_id,
            actor_id=str(caller.id),
            actor_name=caller.name,
            token_id=caller.token_id,
            address=operation.address,
            correlation_id=operation.correlation_id,
            changed=dict(changed),
            reason=reason,
        )

    def _audit_fact(self, entry: AuditEntry) -> Fact[AuditEntry]:
        return Fact(
            topic=self._audit.name,
            key=entry.object_id,
            version=0,
            type=next(iter(self._audit.types.values())),
            id=uuid7(),
            time=entry.at,
            state=entry,
            actor_id=entry.actor_id,
            correlation_id=entry.correlation_id,
        )


def _carried_on(because: Fact[Any]) -> dict[str, str | None]:
    return {
        "actor_id": because.actor_id,
        "correlation_id": because.correlation_id,
        "causation_id": str(because.id),
        "traceparent": because.traceparent,
    }


def _begun_by(operation: Operation | None) -> dict[str, str | None]:
    if operation is None:
        return {}
    return {
        "actor_id": str(operation.caller.id) if operation.caller else None,
        "correlation_id": operation.correlation_id,
        "causation_id": operation.causation_id,
        "traceparent": operation.traceparent,
    }
