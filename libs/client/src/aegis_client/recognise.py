"""Which data sources a file holds: by the paths below an archive's top folder, or by a JSON bundle's own name."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

PATTERNS: Mapping[str, re.Pattern[str]] = {
    "attack-enterprise": re.compile(r"(^|/)enterprise-attack/[^/]*\.json$"),
    "attack-mobile": re.compile(r"(^|/)mobile-attack/[^/]*\.json$"),
    "attack-ics": re.compile(r"(^|/)ics-attack/[^/]*\.json$"),
}
"""Data source -> what it looks like inside an archive, in the order in which they are best imported."""

BARE: Mapping[str, re.Pattern[str]] = {
    "attack-enterprise": re.compile(r"^enterprise-attack.*\.json$"),
    "attack-mobile": re.compile(r"^mobile-attack.*\.json$"),
    "attack-ics": re.compile(r"^ics-attack.*\.json$"),
}
"""Data source -> the name of a file that is one bundle."""

MEMBERS_LOOKED_AT = 100_000


def sources_in(path: Path) -> list[str]:
    """The names of the data sources that `path` holds; none for a file that looks like nothing known.

    Only the archive's directory is read. What a file really holds is for the import to find out.
    """
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()[:MEMBERS_LOOKED_AT]
        return [source for source, pattern in PATTERNS.items() if any(pattern.search(name) for name in names)]
    return [source for source, pattern in BARE.items() if pattern.match(path.name)]


def importable(path: Path) -> Iterator[tuple[Path, str]]:
    """Every (file, data source) that `path`, a file or a folder, holds; folders by name, not below."""
    files = sorted(child for child in path.iterdir() if child.is_file()) if path.is_dir() else [path]
    for file in files:
        for source in sources_in(file):
            yield file, source
