"""Opens what was fetched or uploaded: a zip or a bare JSON file; anything else is refused, saying what it is."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from aegis_import.adapters.archives.bare import BareFile
from aegis_import.adapters.archives.deadlines import Deadline
from aegis_import.adapters.archives.limits import ArchiveLimits
from aegis_import.adapters.archives.zips import ZipArchive
from aegis_import.application.parsing import Archive, BadArchive, Wanted
from aegis_import.application.report import Report

SHOWN = 60
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """What came, as far as it is known: for saying so when it is not what it should be."""

    name: str = "upload"
    status: int | None = None
    content_type: str | None = None


def open_archive(
    path: Path, got: Got, *, wanted: Wanted, limits: ArchiveLimits, report: Report, deadline: Deadline
) -> AbstractContextManager[Archive]:
    """The archive in the file at `path`, told by its first bytes. Raises `BadArchive`."""
    with path.open("rb") as file:
        head = file.read(1024)
    if not head:
        raise BadArchive("empty_file", f"Expected a zip or JSON file, got an empty one{_told(got)}.")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return ZipArchive(path, wanted=wanted, limits=limits, report=report, deadline=deadline)
    if head.removeprefix(_BYTE_ORDER_MARK).lstrip()[:1] in {b"{", b"["}:
        return BareFile(path, name=got.name, wanted=wanted, limits=limits)
    raise BadArchive(
        "not_an_archive", f"Expected a zip or JSON file, got something else{_told(got)}, beginning {_shown(head)}."
    )


def _told(got: Got) -> str:
    told = [f"HTTP status {got.status}"] if got.status is not None else []
    if got.content_type is not None:
        told.append(f"content type {got.content_type[:SHOWN]!r}")
    return f" ({', '.join(told)})" if told else ""


def _shown(head: bytes) -> str:
    return ascii(head[:SHOWN].decode("utf-8", "replace"))
