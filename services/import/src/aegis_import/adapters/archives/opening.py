"""Opens what was fetched or uploaded: a zip, a spreadsheet or a bare file of the form that its parser reads; anything
else is refused, saying what it is."""

from contextlib import AbstractContextManager
from pathlib import Path

from aegis_import.adapters.archives.bare import BareFile, BarePackage
from aegis_import.adapters.archives.deadlines import Deadline
from aegis_import.adapters.archives.forms import NAMES, BareForm, is_of
from aegis_import.adapters.archives.limits import ArchiveLimits
from aegis_import.adapters.archives.zips import ZipArchive
from aegis_import.application.parsing import Archive, BadArchive, Got, Wanted
from aegis_import.application.report import Report

SHOWN = 60


def open_archive(
    path: Path,
    got: Got,
    *,
    wanted: Wanted,
    limits: ArchiveLimits,
    report: Report,
    deadline: Deadline,
    bare: BareForm = "json",
) -> AbstractContextManager[Archive]:
    """The archive in the file at `path`, told by its first bytes; `bare` is what a file that is no zip has to be.
    Raises `BadArchive`."""
    with path.open("rb") as file:
        head = file.read(1024)
    if not head:
        raise BadArchive("empty_file", f"Expected a zip or {NAMES[bare]} file, got an empty one{told(got)}.")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        archive = ZipArchive(path, got=got, wanted=wanted, limits=limits, report=report, deadline=deadline)
        if archive.is_package:
            return BarePackage(path, archive, got=got, wanted=wanted, limits=limits)
        return archive
    if is_of(bare, head):
        return BareFile(path, got=got, wanted=wanted, limits=limits)
    raise BadArchive(
        "not_an_archive",
        f"Expected a zip or {NAMES[bare]} file, got something else{told(got)}, beginning {shown(head)}.",
    )


def told(got: Got) -> str:
    """What HTTP said of it, in brackets; nothing of an upload."""
    told = [f"HTTP status {got.status}"] if got.status is not None else []
    if got.content_type is not None:
        told.append(f"content type {got.content_type[:SHOWN]!r}")
    return f" ({', '.join(told)})" if told else ""


def shown(head: bytes) -> str:
    """The first bytes, for people."""
    return ascii(head[:SHOWN].decode("utf-8", "replace"))
