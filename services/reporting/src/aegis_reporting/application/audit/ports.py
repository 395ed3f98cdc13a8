"""What the audit trail needs from outside."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from aegis_kernel.audit import AuditEntry
from aegis_kernel.paging import Page, PageRequest
from aegis_reporting.application.audit.filter import TrailFilter
from aegis_reporting.application.audit.heads import Head, Signature, SignedHead
from aegis_reporting.domain.trail import TrailRow


class Trail(Protocol):
    """Where entries are appended."""

    async def append(self, entries: Sequence[AuditEntry]) -> int:
        """Appends entries in order, each id once for ever; whoever appends meanwhile waits. How many were new."""
        ...


class SignedHeads(Protocol):
    """The heads that were signed."""

    async def head(self) -> Head:
        """The present end of the trail."""
        ...

    async def add(self, signed: SignedHead) -> None: ...


class NoSigningKey(Exception):
    """There is no key to sign with, and nowhere to keep one. The message says what to set."""


class Signer(Protocol):
    """Signs, and checks signatures of whatever key."""

    def key_id(self) -> str | None:
        """The id of our key; None while we have none."""
        ...

    def sign(self, statement: bytes) -> Signature:
        """Raises `NoSigningKey`."""
        ...

    def holds(self, signature: Signature, statement: bytes) -> bool:
        """Whether `signature` was made over `statement` by the key that it names."""
        ...


class TrailSnapshot(Protocol):
    """The whole trail at one instant."""

    head: Head
    signed: Sequence[SignedHead]

    def rows(self) -> AsyncIterator[TrailRow]:
        """Every row in order, read as it is asked for."""
        ...


class TrailReader(Protocol):
    """Reads the trail."""

    async def page(self, wanted: TrailFilter, page: PageRequest) -> Page[TrailRow]:
        """By sequence, up or down."""
        ...

    async def row(self, id_: str) -> TrailRow | None: ...

    async def end(self) -> tuple[Head, SignedHead | None]:
        """The head, and the latest signed one."""
        ...

    def snapshot(self) -> AbstractAsyncContextManager[TrailSnapshot]:
        """All of it, for as long as the context is open."""
        ...

    def batches(self, wanted: TrailFilter) -> AsyncIterator[Sequence[TrailRow]]:
        """What passes the filter, oldest first, as of now, a few hundred at a time."""
        ...
