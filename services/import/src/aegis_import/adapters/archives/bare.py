"""One file by itself as an archive of one member."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

from aegis_import.adapters.archives.limits import ArchiveLimits
from aegis_import.adapters.archives.zips import ZipArchive
from aegis_import.application.parsing import Archive, BadArchive, Got, Member, Wanted


class BareFile:
    """A file that is its own only member. Raises `BadArchive` when it is too large."""

    bare = True

    def __init__(self, path: Path, *, got: Got, wanted: Wanted, limits: ArchiveLimits) -> None:
        self.wanted = wanted
        self.got = got
        self._path = path
        self._member = Member(got.name, path.stat().st_size)
        if self._member.size > limits.member_bytes:
            raise BadArchive("too_large", f"The file is larger than {limits.member_bytes:,} bytes.")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def members(self) -> Sequence[Member]:
        """The file."""
        return [self._member]

    def read(self, member: Member) -> bytes:
        """The file's bytes."""
        return self._path.read_bytes()

    def package(self, member: Member) -> AbstractContextManager[Archive]:
        """Never: raises `BadArchive`."""
        raise BadArchive("not_a_package", f"{member.path} is no spreadsheet.")


class BarePackage(BareFile):
    """A spreadsheet by itself: a file, not an archive of what it holds. `opened` is closed with it."""

    def __init__(self, path: Path, opened: ZipArchive, *, got: Got, wanted: Wanted, limits: ArchiveLimits) -> None:
        super().__init__(path, got=got, wanted=wanted, limits=limits)
        self._opened = opened

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.__exit__(kind, error, trace)

    def package(self, member: Member) -> AbstractContextManager[Archive]:
        """Its parts."""
        return self._opened
