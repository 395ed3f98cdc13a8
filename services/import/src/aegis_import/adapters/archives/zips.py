"""A zip file as an archive: members are inflated in memory, in chunks, within limits."""

import lzma
import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from aegis_import.adapters.archives.deadlines import Deadline
from aegis_import.adapters.archives.directory import check_directory
from aegis_import.adapters.archives.limits import ArchiveLimits
from aegis_import.adapters.archives.names import is_folder, refusal_of_name, refusal_of_nature
from aegis_import.application.parsing import BadArchive, BadMember, Got, Member, Wanted
from aegis_import.application.report import Report

CHUNK = 1024 * 1024
_PACKAGE = ("[Content_Types].xml", "xl/workbook.xml")


class Inflated:
    """How many bytes have been inflated, of an archive and of the packages in it together."""

    def __init__(self) -> None:
        self.bytes = 0


class ZipArchive:
    """Opened on a file. Raises `BadArchive` when it is cut short, broken, empty or beyond a limit."""

    bare = False

    def __init__(
        self,
        source: Path | BinaryIO,
        *,
        got: Got,
        wanted: Wanted,
        limits: ArchiveLimits,
        report: Report,
        deadline: Deadline,
        around: Inflated | None = None,
    ) -> None:
        """`around` is what the archive that this one lies in has inflated already."""
        self.wanted = wanted
        self.got = got
        self._limits = limits
        self._deadline = deadline
        self._inflated = around or Inflated()
        self._report = report
        check_directory(source, members=limits.members, path_bytes=limits.path_bytes)
        try:
            self._zip = zipfile.ZipFile(source)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise BadArchive("broken_archive", f"The zip file is cut short or broken: {error}.") from error
        if around is None:
            report.commit = _commit(self._zip.comment)
        self._infos: dict[str, zipfile.ZipInfo] = {}
        try:
            self._admit(report)
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def members(self) -> Sequence[Member]:
        """The files that may be read, in the order of the archive."""
        return [Member(name, info.file_size) for name, info in self._infos.items()]

    def read(self, member: Member) -> bytes | bytearray:
        """A member, inflated and checked against its checksum."""
        into = bytearray()
        try:
            with self._zip.open(self._infos[member.path]) as stream:
                while chunk := stream.read(CHUNK):
                    into += chunk
                    self._count(member, len(chunk), len(into))
        except (
            zipfile.BadZipFile,
            zlib.error,
            lzma.LZMAError,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
            OSError,
        ) as error:
            raise BadMember(f"cannot be inflated: {error}") from error
        return into

    @property
    def is_package(self) -> bool:
        """Whether it is one file for people, a spreadsheet, that only happens to be a zip."""
        return all(name in self._infos for name in _PACKAGE)

    def package(self, member: Member) -> "ZipArchive":
        """A spreadsheet among the members, opened within what is left of the limits. Nothing else is ever opened in
        an archive. Raises `BadMember`, and `BadArchive` when it is no zip."""
        return ZipArchive(
            BytesIO(self.read(member)),
            got=self.got,
            wanted=self.wanted,
            limits=self._limits,
            report=self._report,
            deadline=self._deadline,
            around=self._inflated,
        )

    def _count(self, member: Member, more: int, size: int) -> None:
        self._deadline.check()
        self._inflated.bytes += more
        if size > self._limits.member_bytes:
            raise BadArchive("too_large", f"{member.path} inflates to more than {self._limits.member_bytes:,} bytes.")
        if self._inflated.bytes > self._limits.total_bytes:
            raise BadArchive("too_large", f"The archive inflates to more than {self._limits.total_bytes:,} bytes.")

    def _admit(self, report: Report) -> None:
        infos = self._zip.infolist()
        if len(infos) > self._limits.members:
            raise BadArchive("too_many_members", f"The archive has more than {self._limits.members:,} members.")
        for info in infos:
            name = info.orig_filename
            refusal = refusal_of_name(name, longest=self._limits.path_bytes) or refusal_of_nature(
                create_system=info.create_system, external_attributes=info.external_attr, flags=info.flag_bits
            )
            if refusal is not None:
                report.refused("refused_member", f"The member is not read: {refusal}.", path=ascii(name)[1:-1])
            elif not is_folder(name, info.external_attr):
                if name in self._infos:
                    report.warning("repeated_member", "Two members have this name; the last is read.", path=name)
                self._infos[name] = info
        if not infos:
            raise BadArchive("empty_archive", "The zip file is empty.")


def _commit(comment: bytes) -> str | None:
    """The commit that GitHub writes as the zip's comment."""
    text = comment.decode("ascii", "replace").strip()
    return text if len(text) == 40 and all(letter in "0123456789abcdef" for letter in text) else None
