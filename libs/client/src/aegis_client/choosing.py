"""Of several files for one data source, one is imported: the one with the newest content, and of two alike the one that
says its release. The others are named, with the reason."""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO

from aegis_client.recognise import Found, LeftOut

_MODIFIED = re.compile(rb'"modified": ?"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)')
_RELEASE = re.compile(rb'"x_mitre_version": ?"([0-9.]{1,12})"')
_COLLECTION = b'"x-mitre-collection"'
_SPEC_21 = re.compile(rb'"spec_version": ?"2\.1"')
_CHUNK = 4 * 1024 * 1024
_OVERLAP = 128
_LARGEST = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Edition:
    """How new a file's content is: `newest` is what changed last in it. `release` and `form` are empty where the
    content does not say."""

    newest: str
    form: str = ""
    release: str = ""

    @property
    def told(self) -> str:
        """For people."""
        parts = [self.form, f"release {self.release}" if self.release else "", f"last changed {self.newest[:10]}"]
        return ", ".join(part for part in parts if part)


def choose(found: Sequence[Found]) -> tuple[list[Found], list[LeftOut]]:
    """One file a source, in the order given, and what is left out. Files are read only where there is a choice."""
    chosen: list[Found] = []
    left_out: list[LeftOut] = []
    for source, group in groupby(found, key=lambda one: one.source):
        candidates = list(group)
        if len(candidates) == 1:
            chosen += candidates
            continue
        editions = {one: edition_of(one) for one in candidates}
        best = max(candidates, key=lambda one: _rank(editions[one], one))
        chosen.append(best)
        for one in candidates:
            if one is not best:
                reason = (
                    f"{editions[one].told}; {best.file.name} is taken instead: "
                    f"{_why(editions[best], editions[one])} ({editions[best].told})"
                )
                left_out.append(LeftOut(one.file, reason, source))
    return chosen, left_out


def edition_of(found: Found) -> Edition:
    """How new the content is: of ATT&CK's bundles by what they hold, of others by the dates of an archive's files."""
    if not found.source.startswith("attack-"):
        return Edition(_newest_file(found.file))
    if found.member is None:
        with found.file.open("rb") as content:
            return _edition_of_bundle(content)
    with zipfile.ZipFile(found.file) as archive, archive.open(found.member) as content:
        return _edition_of_bundle(content)


def _edition_of_bundle(content: IO[bytes]) -> Edition:
    newest, release, is_21 = b"", b"", False
    for chunk in _chunks(content):
        newest = max([newest, *_MODIFIED.findall(chunk)])
        is_21 = is_21 or _SPEC_21.search(chunk) is not None
        if not release and (at := chunk.find(_COLLECTION)) >= 0:
            told = _RELEASE.search(chunk, max(0, at - 4096), at + 4096)
            release = told[1] if told else b""
    return Edition(newest.decode(), "STIX 2.1" if is_21 else "STIX 2.0", release.decode())


def _chunks(content: IO[bytes]) -> Iterator[bytes]:
    read, before = 0, b""
    while (chunk := content.read(_CHUNK)) and read < _LARGEST:
        read += len(chunk)
        yield before + chunk
        before = chunk[-_OVERLAP:]


def _newest_file(path: Path) -> str:
    if not zipfile.is_zipfile(path):
        return ""
    with zipfile.ZipFile(path) as archive:
        dates: Iterable[tuple[int, ...]] = (info.date_time for info in archive.infolist())
        year, month, day, *time = max(dates, default=(1980, 1, 1, 0, 0, 0))
    return f"{year:04d}-{month:02d}-{day:02d}T{':'.join(f'{part:02d}' for part in time)}"


def _rank(edition: Edition, found: Found) -> tuple[str, str, tuple[int, ...], str]:
    return edition.newest, edition.form, _number(edition.release), found.file.name


def _number(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.split(".") if part.isdigit())


def _why(best: Edition, other: Edition) -> str:
    reasons: Sequence[tuple[Callable[[Edition], object], str]] = (
        (lambda one: one.newest, "its content is newer"),
        (lambda one: one.form, "the same content in the form that says its release"),
        (lambda one: one.release, "its release is newer"),
    )
    return next((why for part, why in reasons if part(best) != part(other)), "the last by name of two alike")
