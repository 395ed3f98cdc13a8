"""What the use cases need from outside."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from aegis_kernel.facts import Fact
from aegis_kernel.rights import Role
from aegis_testing.domain.circumstances import InCampaign, Policy
from aegis_testing.domain.evidence import Content, Sample
from aegis_testing.domain.people import Person
from aegis_testing.domain.procedure import Technique
from aegis_testing.domain.template import Template
from aegis_testing.domain.test import Test

TestRef = UUID | int
"""A test by its id, or by the number that people say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTechnique:
    """A technique as the catalogue told it. `technique` is what now stands for the one that was named."""

    named_id: UUID
    technique: Technique
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """Somebody as identity told us of them."""

    person: Person
    roles: frozenset[Role]
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTool:
    """A defence tool that the organisation has named."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The platforms of all known techniques, and the environments of our scope; empty until we were told."""

    platforms: frozenset[str] = frozenset()
    environments: frozenset[str] = frozenset()


class Tests(Protocol):
    """The tests."""

    async def get(self, test: TestRef, *, alone: bool = False) -> Test:
        """Raises `NotFound`, also for a deleted draft. `alone` keeps others from changing it until the unit of work
        ends: for changes that name no version."""
        ...

    async def with_evidence(self, evidence_id: UUID) -> Test:
        """The test that a piece of evidence belongs to, alone. Raises `NotFound`."""
        ...

    async def next_number(self) -> int: ...

    async def retests_of(self, original_id: UUID) -> int:
        """How many retests of it there are, without deleted and cancelled ones."""
        ...

    async def add(self, test: Test) -> None: ...

    async def in_campaign(self, test: Test) -> InCampaign | None:
        """What of its campaign decides about its start; None when it is in none."""
        ...

    async def save(self, test: Test) -> None:
        """Writes what changed since it was read, and publishes what was recorded. Raises `Stale`."""
        ...


class ManyTests(Protocol):
    """Tests by the hundred, for reactions: each call is a few statements, however many there are."""

    async def to_retarget(self, targets: Collection[UUID] | None) -> Sequence[tuple[Test, Technique]]:
        """Tests whose technique is followed by another known one, or no longer, with the technique that they now
        belong to; only those that would go to one of `targets`, when given."""
        ...

    async def open_sides_of(self, people: Collection[UUID]) -> Sequence[Test]:
        """Tests that are not over, with a side assigned to one of `people`."""
        ...

    async def to_reveal(self, now: datetime, limit: int) -> Sequence[Test]:
        """Hidden tests whose time of reveal has come, and that are there; locked, the longest due first."""
        ...

    async def get_all(self, refs: Collection[TestRef]) -> Mapping[TestRef, Test]:
        """Those that are there of what is named, by what names them; nobody else changes them until the unit of work
        ends. What is named twice, by id and by number, is one and the same."""
        ...

    async def save_all(self, tests: Sequence[Test], *, because: Fact[Any] | None = None) -> None:
        """As `Tests.add` and `Tests.save`, for all, as an answer to `because`. Those that are there were read here."""
        ...


class Republishing(Protocol):
    """Publishes tests as they are, some hundred at a time, in order of their ids."""

    async def some(self, after: UUID | None) -> tuple[int, UUID | None]:
        """How many were published of those behind `after`, and the last one's id; None when there are no more."""
        ...


class Organisation(Protocol):
    """What the catalogue told us of our own organisation."""

    async def policy(self) -> Policy: ...

    async def vocabulary(self) -> Vocabulary: ...


class Tools(Protocol):
    """The organisation's defence tools."""

    async def by_id(self, tool_id: UUID) -> KnownTool | None: ...

    async def by_name(self, name: str) -> KnownTool | None:
        """Whatever its case."""
        ...

    async def any(self) -> bool:
        """Whether the organisation has named its tools at all."""
        ...


class Techniques(Protocol):
    """Techniques as the catalogue told them."""

    async def find(self, named: UUID | str) -> KnownTechnique | None:
        """By id or by ATT&CK id, followed through its successions. None for what we have not heard of."""
        ...


class Templates(Protocol):
    """Test templates as the catalogue told them."""

    async def find(self, template_id: UUID) -> Template | None:
        """None for what we have not heard of. Its techniques are those that stand there now, successions followed."""
        ...


class People(Protocol):
    """People as identity told them."""

    async def find_all(self, people: Collection[UUID]) -> Mapping[UUID, KnownPerson]:
        """Those of `people` whom we have heard of, in one question."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A test as a query finds it, with what its rules need besides. `change` is when it was last changed."""

    test: Test
    policy: Policy
    retests: int
    read_at: datetime
    campaign: InCampaign | None = None


class TestFinder(Protocol):
    """Finds one test for reading: one statement."""

    async def find(self, test: TestRef, now: datetime) -> Found:
        """Raises `NotFound`."""
        ...

    async def with_evidence(self, evidence_id: UUID, now: datetime) -> Found:
        """The test that a piece of evidence belongs to. Raises `NotFound`."""
        ...


class ReceivedFile(Protocol):
    """A file that has come in whole and lies here for the time of a request."""

    @property
    def content(self) -> Content:
        """What it is: name made harmless, type sniffed, size, SHA-256."""
        ...

    @property
    def sample(self) -> Sample | None:
        """What is in it, when it is malware in an encrypted zip."""
        ...

    def chunks(self) -> AsyncIterator[bytes]:
        """Its bytes, from the start."""
        ...


@dataclass(frozen=True, slots=True)
class KeptBytes:
    """Bytes in the store: their SHA-256, and when they were put there the last time."""

    sha256: str
    at: datetime


class EvidenceStore(Protocol):
    """Bytes by their SHA-256: the same content lies there once. Methods raise `Away` when it cannot be reached."""

    async def keep(self, file: ReceivedFile) -> None:
        """Whole or not at all. Again, when it is there already: it is then young again, and not swept away."""
        ...

    async def size(self, sha256: str) -> int | None:
        """In bytes; None when it is not there."""
        ...

    def read(self, sha256: str) -> AsyncIterator[bytes]:
        """Raises `NotFound` at the first chunk when it is not there."""
        ...

    async def address(self, sha256: str, *, seconds: int, filename: str) -> str | None:
        """Where anyone may fetch it from, as an attachment, for so long; None where the store has no addresses."""
        ...

    def all(self) -> AsyncIterator[KeptBytes]: ...

    async def forget(self, sha256: str) -> None: ...


class EvidenceIndex(Protocol):
    """Which bytes are needed."""

    async def needed(self, hashes: Collection[str]) -> frozenset[str]:
        """Those of `hashes` that some evidence has whose bytes are not to be erased."""
        ...
