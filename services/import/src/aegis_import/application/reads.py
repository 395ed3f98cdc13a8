"""A read: what goes to whoever parses, and what comes back. Both cross to another process."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from aegis_import.application.parsing import Wanted
from aegis_import.application.report import Problem
from aegis_import.domain.counts import KindCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadJob:
    """One file to be read for one source. `format` names its parser where the upstream does not. `status` and
    `content_type` are HTTP's, for saying what came instead; `url` is where it came from; `at` is now."""

    path: str
    name: str
    upstream: str
    wanted: Wanted
    source_id: UUID
    source_name: str
    priority: int
    run_id: UUID
    format: str | None = None
    status: int | None = None
    content_type: str | None = None
    url: str | None = None
    at: datetime | None = None


class ReadEntry(NamedTuple):
    """One entry, ready to be compared and published. `state` is the claim's public state as JSON; `fingerprint` is of
    all in it but the run and the release, so that a new release of the same content is no change."""

    claim_id: UUID
    kind: str
    key: str
    name: str
    path: str
    fingerprint: bytes
    state: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A whole read, entries in the order in which they are published. `window`: upstream shows its newest entries only,
    and one that it no longer shows is not withdrawn. `outline` says what a release of ATT&CK holds, as a claim's public
    state in JSON; it is no entry."""

    entries: list[ReadEntry]
    release: str | None = None
    commit: str | None = None
    problems: list[Problem] = field(default_factory=list)
    problems_count: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    not_entries: int = 0
    measures: Mapping[str, int] = field(default_factory=dict)
    kept_keys: frozenset[str] = frozenset()
    kept_paths: frozenset[str] = frozenset()
    complete: bool = True
    window: bool = False
    outline: bytes | None = None


ChangeClass = Literal["new", "changed", "withdrawn", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One example of what a read would do. `fields` are those that differ, of a changed one."""

    class_: ChangeClass
    kind: str
    key: str
    name: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """How a read differs from what its source said before. `had` is how many claims the source had."""

    counts: Mapping[str, KindCounts]
    had: int
    samples: tuple[Change, ...] = ()
