"""Evidence: lists, one piece, its bytes, and whether they are still what they were."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_kernel.clock import Clock
from aegis_kernel.errors import Fault, NotFound, RuleBroken
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require
from aegis_testing.application.access import READER, require_reach
from aegis_testing.application.ports import EvidenceStore, TestFinder
from aegis_testing.application.queries.evidence import EvidenceView, evidence_view
from aegis_testing.application.queries.seer import Seer
from aegis_testing.domain.hidden import shown_to
from aegis_testing.domain.words import SideName

SORTS = {"at": datetime, "name": str, "size": int}


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFilters:
    """All that are given have to fit; of several values of one, any."""

    tests: tuple[UUID, ...] = ()
    numbers: tuple[int, ...] = ()
    sides: tuple[SideName, ...] = ()
    media_types: tuple[str, ...] = ()
    uploaders: tuple[UUID, ...] = ()
    withdrawn: bool | None = None


class EvidenceLists(Protocol):
    """Reads pages of evidence, one statement a page."""

    async def page(self, filters: EvidenceFilters, request: PageRequest, seer: Seer) -> Page[EvidenceView]:
        """Without what `seer` does not see of hidden tests."""
        ...


class ListEvidence:
    """Raises `Forbidden`."""

    def __init__(self, lists: EvidenceLists) -> None:
        self._lists = lists

    async def __call__(self, caller: Caller, filters: EvidenceFilters, request: PageRequest) -> Page[EvidenceView]:
        require(caller, Action.EVIDENCE_READ, READER)
        return await self._lists.page(filters, request, Seer.of(caller))


class OneEvidence:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, finder: TestFinder, clock: Clock) -> None:
        self._finder = finder
        self._clock = clock

    async def __call__(self, caller: Caller, evidence_id: UUID) -> EvidenceView:
        return (await self.found(caller, evidence_id))[0]

    async def found(self, caller: Caller, evidence_id: UUID) -> tuple[EvidenceView, bool]:
        """The piece, and whether its test is hidden from others."""
        require(caller, Action.EVIDENCE_READ, READER)
        found = await self._finder.with_evidence(evidence_id, self._clock.now())
        require_reach(caller, found.campaign, f"There is no evidence {evidence_id}.")
        seen = shown_to(found.test, caller)
        for one in seen.evidence:
            if one.id == evidence_id:
                return evidence_view(seen, one), found.test.hidden
        raise NotFound("not_found", f"There is no evidence {evidence_id}.")


@dataclass(frozen=True, slots=True)
class Download:
    """A piece and its bytes. `hidden`: its test is, so that the audit trail does not say its name."""

    view: EvidenceView
    hidden: bool
    chunks: AsyncIterator[bytes]


class DownloadEvidence:
    """Raises `Forbidden`, `NotFound`, `RuleBroken` for withdrawn and erased evidence, `Away`."""

    def __init__(self, one: OneEvidence, store: EvidenceStore) -> None:
        self._one = one
        self._store = store

    async def __call__(self, caller: Caller, evidence_id: UUID) -> Download:
        view, hidden = await self._one.found(caller, evidence_id)
        if view.withdrawn_at is not None:
            detail = "This evidence is withdrawn."
            raise RuleBroken("withdrawn", detail, [Fault("/withdrawn_at", detail, "withdrawn")])
        if view.erased_at is not None:
            detail = "The retention of this evidence has ended; its bytes are gone."
            raise RuleBroken("erased", detail, [Fault("/erased_at", detail, "erased")])
        if await self._store.size(view.sha256) is None:
            raise NotFound("bytes_missing", "The bytes of this evidence are not in the store.")
        return Download(view, hidden, self._store.read(view.sha256))


class Verification(Struct, frozen=True, kw_only=True):
    """Whether the bytes are what was uploaded. `found_*` are null when they are not there at all."""

    id: UUID
    intact: bool
    sha256: str
    size: int
    found_sha256: str | None
    found_size: int | None
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What the bytes in the store are; both None when there are none."""

    sha256: str | None
    size: int | None


def verification(view: EvidenceView, found: Found) -> Verification:
    """A piece against what was found of it. Erased evidence has no bytes, which is as it should be."""
    intact = (found.sha256, found.size) == (view.sha256, view.size)
    return Verification(
        id=view.id,
        intact=intact or view.erased_at is not None,
        sha256=view.sha256,
        size=view.size,
        found_sha256=found.sha256,
        found_size=found.size,
        erased=view.erased_at is not None,
    )


class HashBytes:
    """Reads bytes and computes their hash. Raises `Away`."""

    def __init__(self, store: EvidenceStore) -> None:
        self._store = store

    async def __call__(self, sha256: str) -> Found:
        if await self._store.size(sha256) is None:
            return Found(None, None)
        digest, size = hashlib.sha256(), 0
        async for chunk in self._store.read(sha256):
            digest.update(chunk)
            size += len(chunk)
        return Found(digest.hexdigest(), size)


class VerifyEvidence:
    """Computes the hash of the bytes again. Raises `Forbidden`, `NotFound`, `Away`."""

    def __init__(self, one: OneEvidence, bytes_: HashBytes) -> None:
        self._one = one
        self._bytes = bytes_

    async def __call__(self, caller: Caller, evidence_id: UUID) -> Verification:
        view = await self._one(caller, evidence_id)
        return verification(view, Found(None, None) if view.erased_at else await self._bytes(view.sha256))
