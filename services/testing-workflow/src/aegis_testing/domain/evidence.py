"""Evidence of a side: a file's facts. Its bytes lie in the object store under their SHA-256."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aegis_testing.domain.people import Person
from aegis_testing.domain.words import SideName


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What was received: the media type was sniffed, not believed; `size` in bytes; `sha256` in hex."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The hostile file in an encrypted zip: its own name, `size` in bytes and `sha256` in hex. The piece's content is
    the zip; the file itself is kept nowhere."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One piece. Withdrawn ones stay, with who and why, and cannot be downloaded any more. `version` is its own: it
    changes with what is said of it, not with the test. `redacts` is the original that this is a redacted copy of;
    `sample` makes it malware; of an erased one the bytes are gone."""

    id: UUID
    side: SideName
    content: Content
    by: Person
    at: datetime
    caption: str = ""
    version: int = 1
    withdrawn_at: datetime | None = None
    withdrawn_by: Person | None = None
    withdrawn_reason: str = ""
    redacts: UUID | None = None
    sample: Sample | None = None
    erased_at: datetime | None = None
