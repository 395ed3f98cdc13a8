"""Many pieces of evidence at once: whether their bytes are still what they were, and the list of their hashes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from msgspec import Struct

from aegis_kernel.paging import Page, PageRequest, Sort
from aegis_kernel.rights import Action, Caller, require
from aegis_testing.application.access import READER
from aegis_testing.application.queries.evidence import EvidenceView
from aegis_testing.application.queries.evidence_files import (
    EvidenceFilters,
    EvidenceLists,
    Found,
    HashBytes,
    Verification,
    verification,
)
from aegis_testing.application.queries.seer import Seer

AT_ONCE = 4
"""Files read at the same time: disks and networks are slower than hashing."""


class VerifyManyEvidence:
    """Computes the hashes of a page of evidence again; bytes that several pieces have are read once. Raises
    `Forbidden`, `Away`."""

    def __init__(self, lists: EvidenceLists, bytes_: HashBytes) -> None:
        self._lists = lists
        self._bytes = bytes_

    async def __call__(self, caller: Caller, filters: EvidenceFilters, request: PageRequest) -> Page[Verification]:
        require(caller, Action.EVIDENCE_READ, READER)
        page = await self._lists.page(filters, request, Seer.of(caller))
        found = await self._all({one.sha256 for one in page.items if one.erased_at is None})
        items = [verification(one, found.get(one.sha256, Found(None, None))) for one in page.items]
        return Page(items=items, ends_at=page.ends_at, total=page.total)

    async def _all(self, hashes: set[str]) -> dict[str, Found]:
        free = asyncio.Semaphore(AT_ONCE)

        async def one(sha256: str) -> tuple[str, Found]:
            async with free:
                return sha256, await self._bytes(sha256)

        return dict(await asyncio.gather(*(one(sha256) for sha256 in sorted(hashes))))


class HashLine(Struct, frozen=True, kw_only=True):
    """One line of the list of hashes, as a custodian signs it. `sample_sha256` is that of malware inside its zip."""

    sha256: str
    size: int
    name: str
    media_type: str
    side: str
    test_id: str
    evidence_id: str
    uploaded_by: str
    uploaded_at: str
    redacts: str
    sample_sha256: str
    withdrawn_at: str
    erased_at: str


class EvidenceHashes:
    """The hashes of all evidence that fits, in order of upload, some hundred at a time. Raises `Forbidden`."""

    def __init__(self, lists: EvidenceLists) -> None:
        self._lists = lists

    async def __call__(self, caller: Caller, filters: EvidenceFilters) -> AsyncIterator[Sequence[HashLine]]:
        require(caller, Action.EVIDENCE_READ, READER)
        return self._pages(filters, Seer.of(caller))

    async def _pages(self, filters: EvidenceFilters, seer: Seer) -> AsyncIterator[Sequence[HashLine]]:
        request = PageRequest(limit=500, after=None, sort=(Sort("at"),), count=False)
        while True:
            page = await self._lists.page(filters, request, seer)
            yield [_line(one) for one in page.items]
            if page.ends_at is None:
                return
            request = replace(request, after=page.ends_at)


def _line(one: EvidenceView) -> HashLine:
    return HashLine(
        sha256=one.sha256,
        size=one.size,
        name=one.name,
        media_type=one.media_type,
        side=one.side,
        test_id=str(one.test_id),
        evidence_id=str(one.id),
        uploaded_by=one.by.name,
        uploaded_at=one.at.isoformat(),
        redacts="" if one.redacts is None else str(one.redacts),
        sample_sha256="" if one.sample is None else one.sample.sha256,
        withdrawn_at="" if one.withdrawn_at is None else one.withdrawn_at.isoformat(),
        erased_at="" if one.erased_at is None else one.erased_at.isoformat(),
    )
