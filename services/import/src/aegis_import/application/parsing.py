"""What a parser is, and what it is given."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from aegis_contracts.words import Domain
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.report import Report

UNKNOWN_RELEASE = "unknown"
"""How a release begins that upstream does not say."""


class BadArchive(Exception):
    """The archive as a whole is not what it should be: the run fails and changes nothing.

    `code` is for machines, the text says what was got instead.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    def __str__(self) -> str:
        return self.detail


class BadMember(Exception):
    """One member cannot be read (checksum, broken compression): a bad entry, and the read is no longer complete."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive. `path` is its whole path there, `size` what it says it inflates to: never to be trusted."""

    path: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """What came, as far as it is known: for saying so when it is not what it should be, and for what HTTP says of it.
    `url` is where it was asked for."""

    name: str = "upload"
    status: int | None = None
    content_type: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of an archive is this source's. `release` is what the source's settings say, for upstreams that do not;
    `source` is the source's name, for keys that upstream gives out anew in each of its files."""

    domain: Domain | None = None
    release: str | None = None
    source: str = ""


class Archive(Protocol):
    """A zip's members, or one bare file as the only member."""

    @property
    def wanted(self) -> Wanted: ...
    @property
    def got(self) -> Got: ...
    @property
    def bare(self) -> bool:
        """Whether it is one file by itself, whose name says nothing."""
        ...

    def members(self) -> Sequence[Member]:
        """The files that may be read; those refused by name or by nature are not among them."""
        ...

    def read(self, member: Member) -> bytes | bytearray:
        """A member, inflated and checked. Raises `BadMember`, and `BadArchive` where a limit is passed."""
        ...

    def package(self, member: Member) -> AbstractContextManager["Archive"]:
        """The parts of a member that is a spreadsheet, within what is left of this archive's limits. Raises
        `BadMember`, and `BadArchive` when it is none."""
        ...


Parser = Callable[[Archive, Report], Iterator[ParsedClaim]]
"""Reads an archive to its end. Bad entries go to the report; `BadArchive` fails the run."""
