"""Archives made for tests, and how to open them."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aegis_contracts.words import Domain
from aegis_import.adapters.archives.deadlines import Deadline
from aegis_import.adapters.archives.limits import ArchiveLimits
from aegis_import.adapters.archives.opening import Got, open_archive
from aegis_import.adapters.attack.parser import parse_attack
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import Archive, Wanted
from aegis_import.application.report import Report

PATH = "attack-stix-data-master/enterprise-attack/enterprise-attack.json"


def zip_of(path: Path, members: Mapping[str, bytes | str], *, comment: bytes = b"") -> Path:
    """A zip with these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@contextmanager
def opened(
    path: Path,
    *,
    domain: Domain = "enterprise",
    release: str | None = None,
    limits: ArchiveLimits | None = None,
    got: Got | None = None,
    report: Report | None = None,
) -> Iterator[tuple[Archive, Report]]:
    """The archive and its report."""
    limits = limits or ArchiveLimits()
    report = report or Report()
    with open_archive(
        path,
        got or Got(),
        wanted=Wanted(domain=domain, release=release),
        limits=limits,
        report=report,
        deadline=Deadline(limits.seconds),
    ) as archive:
        yield archive, report


def parsed(path: Path, **how: Any) -> tuple[list[ParsedClaim], Report]:
    """What ATT&CK's parser makes of an archive."""
    with opened(path, **how) as (archive, report):
        return list(parse_attack(archive, report)), report


def bundle_file(path: Path, bundle: Any) -> Path:
    """A bundle as a bare JSON file."""
    path.write_text(bundle if isinstance(bundle, str) else json.dumps(bundle))
    return path
