"""The baselines: which controls a profile demands."""

from collections.abc import Iterable, Mapping

from aegis_import.adapters.archives.json_files import json_file, json_struct, read_part
from aegis_import.adapters.archives.selecting import Selected
from aegis_import.adapters.nist_800_53.ids import control_key
from aegis_import.adapters.nist_800_53.oscal import ProfileFile
from aegis_import.application.parsing import Archive
from aegis_import.application.report import Report

BASELINES = ("low", "moderate", "high", "privacy")


class Baselines:
    """The baselines that an archive has. Raises `BadArchive` when one cannot be read: its controls would lose it."""

    def __init__(self, archive: Archive, profiles: Mapping[str, Selected], report: Report) -> None:
        self._of: dict[str, list[str]] = {}
        self._path_of = {name: profiles[name].path for name in BASELINES if name in profiles}
        for name in self._path_of:
            for key in _demanded(archive, profiles[name], report):
                groups = self._of.setdefault(key, [])
                if name not in groups:
                    groups.append(name)

    def of(self, key: str) -> tuple[str, ...]:
        """The baselines that demand a control, from the lowest."""
        return tuple(self._of.get(key, ()))

    def check(self, known: Iterable[str], report: Report) -> None:
        """Warns of controls that a baseline demands and the catalogue lacks."""
        for key in sorted(self._of.keys() - set(known)):
            path = self._path_of[self._of[key][0]]
            report.warning("unknown_control", f"A baseline demands {key[:40]!r}, which is not there.", path=path)


def _demanded(archive: Archive, one: Selected, report: Report) -> Iterable[str]:
    value = json_file(one.path, read_part(archive, one))
    found: ProfileFile = json_struct(one.path, value, ProfileFile, "an OSCAL profile")
    for part in found.profile.imports:
        for included in part.include_controls:
            for id_ in included.with_ids:
                yield control_key(id_) or id_
