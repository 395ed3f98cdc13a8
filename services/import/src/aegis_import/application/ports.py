"""What the import's use cases need of the outside."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from aegis_import.application.reads import Change, Compared, Read, ReadJob
from aegis_import.application.report import Problem
from aegis_import.domain.run import ImportRun
from aegis_import.domain.source import DataSource
from aegis_kernel.facts import Fact


class Sources(Protocol):
    """Data sources, in the open unit of work."""

    async def get(self, id_: UUID, expected: int | None = None) -> DataSource:
        """Raises `NotFound`, and `Stale` when its version is not `expected`."""
        ...

    async def named(self, name: str) -> DataSource:
        """Raises `NotFound`."""
        ...

    async def add(self, source: DataSource) -> None:
        """Raises `Conflict` when the name is taken."""
        ...

    async def save(self, source: DataSource) -> None:
        """Raises `Stale` when somebody else has saved it since it was read."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRead:
    """What a run has read: `key` stands for the content, the source's settings and what read it, `by` for the last
    alone. Of the key None: nothing may be left out because of it."""

    key: bytes | None
    by: str
    release: str | None = None
    commit: str | None = None


class Runs(Protocol):
    """Import runs, in the open unit of work."""

    async def get(self, id_: UUID, expected: int | None = None) -> ImportRun:
        """Raises `NotFound`, and `Stale` when its version is not `expected`."""
        ...

    async def add(self, run: ImportRun, because: Fact[Any] | None = None) -> None:
        """`because` is the fact that it answers."""
        ...

    async def save(self, run: ImportRun, because: Fact[Any] | None = None) -> None:
        """Raises `Stale` when somebody else has saved it since it was read."""
        ...

    async def of_source_in(self, source_id: UUID, states: Collection[str]) -> Sequence[UUID]:
        """The source's runs in one of `states`, oldest first; dry runs left out."""
        ...

    async def newer_published(self, run: ImportRun) -> bool:
        """Whether a run of the same source that was asked for later has published already, or found nothing new."""
        ...

    async def measured(self, run_id: UUID, measures: Mapping[str, float]) -> None:
        """Notes measures that are known only once the run has been saved."""
        ...


class ReadRuns(Protocol):
    """What runs have read, in the open unit of work: the same again need not be read."""

    async def read_of(self, run_id: UUID, read: LastRead) -> None:
        """Notes what the run has read, wholly and without a problem."""
        ...

    async def last_read(self, source_id: UUID) -> LastRead | None:
        """What the source's last run that ended well has read. None when there is none, or it had problems."""
        ...


class Schedules(Protocol):
    """When sources are read by themselves, in the open unit of work."""

    async def put(self, source: DataSource, *, now: datetime) -> None:
        """Makes the schedule what the source's settings say. Raises `Invalid` for a rule that is none."""
        ...


class Leases(Protocol):
    """Which worker has a run in hand, and until when, in the open unit of work."""

    async def take(self, owner: str, *, now: datetime, until: datetime) -> tuple[UUID, int] | None:
        """The oldest run that waits or whose worker is gone, and how often it has been taken, this time counted. No
        source has two runs in hand. None when there is nothing to do."""
        ...

    async def renew(self, run_id: UUID, owner: str, *, until: datetime) -> bool:
        """False when the run is no longer this owner's, or no longer to be worked on."""
        ...

    async def release(self, run_id: UUID, owner: str) -> None: ...


class Findings(Protocol):
    """What a run found, beside its counts, in the open unit of work."""

    async def note(self, run_id: UUID, problems: Sequence[Problem], samples: Sequence[Change]) -> None:
        """Replaces what was noted of the run."""
        ...


class Claims(Protocol):
    """What each source said last, in the open unit of work."""

    async def compare(self, source_id: UUID, read: Read, *, samples: int) -> Compared:
        """How `read` differs from it, with up to `samples` examples of each class; changes nothing."""
        ...

    async def publish(self, run: ImportRun, source: DataSource, read: Read, *, now: datetime) -> None:
        """Keeps and publishes what is new or changed, then what is withdrawn, then the end of the run. Has to follow
        `compare` in the same unit of work."""
        ...

    async def outline(self, run: ImportRun, source: DataSource, read: Read, *, now: datetime) -> None:
        """Says what release was read by a run that applies nothing (yet), where it was one of ATT&CK."""
        ...

    async def active(self, source_id: UUID) -> Mapping[str, int]:
        """How many claims of each kind the source has."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The version of a URL's content that was imported last."""

    url: str
    etag: str | None
    last_modified: str | None


class Visits(Protocol):
    """What was fetched last for each source, in the open unit of work."""

    async def last(self, source: DataSource) -> Mapping[str, Seen]:
        """By URL. Nothing when the source's settings have changed since."""
        ...

    async def note(self, source: DataSource, seen: Sequence[Seen]) -> None:
        """Replaces what was noted before."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came from a source's URLs. `unchanged` is HTTP's 304, of all of them: nothing was written. Status and
    content type are the last one's; `seen` says which version of each came."""

    unchanged: bool = False
    status: int | None = None
    content_type: str | None = None
    seen: Sequence[Seen] = ()


class FetchFailed(Exception):
    """A URL's content could not be had: refused address, no answer, an error status, too large. The text says which."""


class Fetcher(Protocol):
    """Gets the content of URLs."""

    async def fetch(self, urls: Sequence[str], into: Path, known: Mapping[str, Seen]) -> Fetched:
        """Writes the content to `into`; of several URLs as a zip whose members are named by their paths. Raises
        `FetchFailed`."""
        ...


class Archives(Protocol):
    """Uploaded and held archives, between the request and the run."""

    async def keep(self, key: str, path: Path) -> None: ...
    async def bring(self, key: str, into: Path) -> None:
        """Writes the archive to `into`. Raises `NotFound`."""
        ...

    async def drop(self, key: str) -> None:
        """Nothing happens when it is not there."""
        ...


class Workplace(Protocol):
    """Room for files while they are worked on."""

    def room(self) -> AbstractAsyncContextManager[Path]:
        """A path for one file that only this process's user may read; gone afterwards."""
        ...


class UploadRoom(Workplace, Protocol):
    """Room for uploads, and how many bytes one may have."""

    @property
    def limit(self) -> int: ...


class Reader(Protocol):
    """Reads archives, off the event loop."""

    def reads(self, format_: str) -> bool:
        """Whether there is a parser for the format."""
        ...

    def upstream_of(self, format_: str) -> str:
        """The upstream whose keys the format's entries have."""
        ...

    async def read(self, job: ReadJob) -> Read:
        """Raises `BadArchive`."""
        ...

    @property
    def version(self) -> str:
        """Another one reads differently, perhaps."""
        ...

    async def key_of(self, job: ReadJob) -> bytes:
        """Two jobs with one key give the same entries."""
        ...


class Ended(Protocol):
    """Runs that are over and still have an archive."""

    async def with_archives(self, limit: int, *, previewed_before: datetime) -> Sequence[tuple[UUID, str]]:
        """Of dry runs, which can still be applied, only those that ended before an instant."""
        ...

    async def forget_archive(self, run_id: UUID) -> None: ...


class Republishing(Protocol):
    """Publishes again, batch by batch, in the open unit of work."""

    async def claims(self, after: UUID | None) -> tuple[int, UUID | None]:
        """The next claims behind `after`: how many, and the last one."""
        ...

    async def runs(self, after: UUID | None) -> tuple[int, UUID | None]:
        """The next runs behind `after`, in their present state."""
        ...
