"""Which files of the archive are a framework's newest mappings."""

import re
from collections.abc import Sequence

from aegis_import.adapters.archives.selecting import Selected, select
from aegis_import.adapters.mappings_explorer.frameworks import Framework
from aegis_import.application.parsing import Archive, BadArchive
from aegis_import.application.report import Report

_DATE = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_NUMBER = re.compile(r"\d{1,9}")


def newest(archive: Archive, framework: Framework, report: Report) -> Sequence[Selected]:
    """The files of the highest ATT&CK version, as a number, and of the framework's highest version within it: one a
    domain. Raises `BadArchive` when there are none."""
    version = re.escape(framework.version) if framework.version else r"[^/]+"
    pattern = re.compile(
        rf"(?:[^/]+/)*mappings/{framework.folder}/attack-(?P<attack>\d[\d.]*)/"
        rf"{framework.folder}-(?P<version>{version})/[^/]+/[^/]+\.json"
    )
    selected = select(archive, pattern, report)
    if archive.bare:
        return selected
    ranked = [(_rank(pattern, one), one) for one in selected]
    if not ranked:
        raise BadArchive("no_entries", f"The archive holds no mappings of {framework.name}.")
    best = max(rank for rank, _ in ranked)
    chosen = [one for rank, one in ranked if rank == best]
    report.not_entries += len(ranked) - len(chosen)
    return sorted(chosen, key=lambda one: one.path)


def version_of(written: str) -> tuple[int, ...]:
    """A version as numbers: ``16.1`` is above ``9.0``. Dates are written month first."""
    if (date := _DATE.fullmatch(written)) is not None:
        month, day, year = (int(part) for part in date.groups())
        return year, month, day
    return tuple(int(part) for part in _NUMBER.findall(written))


def _rank(pattern: re.Pattern[str], one: Selected) -> tuple[tuple[int, ...], tuple[int, ...]]:
    matched = pattern.fullmatch(one.path)
    if matched is None:
        raise ValueError(f"{one.path} is not the path of mappings")
    return version_of(matched["attack"]), version_of(matched["version"])
