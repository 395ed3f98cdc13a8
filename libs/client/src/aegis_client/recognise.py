"""Which data sources a file holds: by the paths in an archive, below its top folder or without one, or by a bare file's
own name. Only directories of archives are read; what a file really holds is for the import to find out."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

_TOP = r"([^/]+/)?"
_ATTACK_21 = r"(^|/){}-attack/[^/]*\.json$"

PATTERNS: Mapping[str, re.Pattern[str]] = {
    "attack-enterprise": re.compile(_ATTACK_21.format("enterprise")),
    "attack-mobile": re.compile(_ATTACK_21.format("mobile")),
    "attack-ics": re.compile(_ATTACK_21.format("ics")),
    "sigma": re.compile(rf"^{_TOP}(rules(-[a-z-]+)?|deprecated|unsupported)/.+\.ya?ml$"),
    "elastic": re.compile(rf"^{_TOP}(rules|rules_building_block)/.+\.toml$"),
    "splunk": re.compile(rf"^{_TOP}detections/.+\.ya?ml$"),
    "atomic": re.compile(rf"^{_TOP}atomics/(T\d{{4}}(\.\d{{3}})?)/\2\.ya?ml$"),
    "caldera": re.compile(rf"^{_TOP}data/abilities/.+\.ya?ml$"),
    "lolbas": re.compile(rf"^{_TOP}yml/.+\.ya?ml$"),
    "gtfobins": re.compile(rf"^{_TOP}_gtfobins/[^/]+$"),
    "d3fend": re.compile(rf"^{_TOP}api/matrix\.json$"),
    "nist-800-53": re.compile(r"(^|/)NIST_SP-800-53_rev5_catalog\.json$"),
    "nist-800-53-mappings": re.compile(r"(^|/)mappings/nist_800_53/attack-[0-9.]+/nist_800_53-rev5/.+\.json$"),
    "cis-v8": re.compile(rf"^{_TOP}CIS_Controls_v8_[^/]*ATT[^/]*\.xlsx$", re.IGNORECASE),
    "misp-actors": re.compile(r"(^|/)clusters/threat-actor\.json$"),
}
"""Data source -> what it looks like inside an archive, in the order in which they are imported: what others point at,
and what takes longest, comes first. Any order gives the same catalogue."""

BARE: Mapping[str, re.Pattern[str]] = {
    "attack-enterprise": re.compile(r"^enterprise-attack.*\.json$"),
    "attack-mobile": re.compile(r"^mobile-attack.*\.json$"),
    "attack-ics": re.compile(r"^ics-attack.*\.json$"),
    "nist-800-53": re.compile(r"^NIST_SP-800-53_rev5_catalog.*\.json$"),
    "cis-v8": re.compile(r"^CIS_Controls_v8.*ATT.*\.xlsx$", re.IGNORECASE),
    "misp-actors": re.compile(r"^threat-actor\.json$"),
}
"""Data source -> the name of a file that is not in an archive."""

RETIRED: Mapping[str, tuple[re.Pattern[str], str]] = {
    "attack-control-framework-mappings": (
        re.compile(r"(^|/)frameworks/attack_\d+_\d+/nist800_53_r\d/"),
        "upstream has retired it: its mappings are in mappings-explorer, its controls in NIST's OSCAL content",
    ),
}
"""What is known and yet not imported: what it looks like, and why."""

MEMBERS_LOOKED_AT = 100_000
_SPREADSHEET = "xl/workbook.xml"


@dataclass(frozen=True, slots=True)
class Found:
    """A file that holds a data source. `member` is where in an archive, None for a bare file."""

    file: Path
    source: str
    member: str | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file, or a source in it, that is not imported, and why."""

    file: Path
    reason: str
    source: str | None = None


@dataclass(slots=True)
class Looked:
    """What lies in a folder: what can be imported (several files may hold one source), and what cannot."""

    found: list[Found] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def sources_in(path: Path) -> list[Found]:
    """The data sources that `path` holds; none for a file that looks like nothing known."""
    names = _names_in(path)
    if names is None:
        return [Found(path, source) for source, pattern in BARE.items() if pattern.match(path.name)]
    found = ((source, _first(pattern, names)) for source, pattern in PATTERNS.items())
    return [Found(path, source, member) for source, member in found if member is not None]


def look_through(path: Path) -> Looked:
    """Every data source that `path`, a file or a folder, holds; folders by name, not below."""
    looked = Looked()
    for file in _files(path):
        found = sources_in(file)
        looked.found += found
        if not found:
            looked.left_out.append(LeftOut(file, _retired(file) or "it looks like no known data source"))
    order = list(PATTERNS)
    looked.found.sort(key=lambda one: (order.index(one.source), one.file.name))
    return looked


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    yield from sorted(child for child in path.iterdir() if child.is_file() and not child.name.startswith("."))


def _names_in(path: Path) -> list[str] | None:
    """The names of an archive's files; None for what is none. A spreadsheet is a zip, but not an archive."""
    if not zipfile.is_zipfile(path):
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist()[:MEMBERS_LOOKED_AT] if not name.endswith("/")]
    except (zipfile.BadZipFile, NotImplementedError, OSError):
        return None
    return None if _SPREADSHEET in names else names


def _first(pattern: re.Pattern[str], names: list[str]) -> str | None:
    return next((name for name in names if pattern.search(name)), None)


def _retired(path: Path) -> str | None:
    names = _names_in(path) or []
    for name, (pattern, reason) in RETIRED.items():
        if _first(pattern, names):
            return f"{name}: {reason}"
    return None
