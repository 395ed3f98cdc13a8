"""NIST SP 800-53 revision 5 as OSCAL. Rules and exact counts: docs/sources/nist-800-53.md."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aegis_contracts.imported.defences import FrameworkItem
from aegis_import.adapters.archives.json_files import json_file, json_struct, read_part
from aegis_import.adapters.archives.salvage import salvage
from aegis_import.adapters.archives.selecting import Selected, select
from aegis_import.adapters.nist_800_53.baselines import Baselines
from aegis_import.adapters.nist_800_53.controls import Controls
from aegis_import.adapters.nist_800_53.ids import FRAMEWORK
from aegis_import.adapters.nist_800_53.oscal import CatalogFile, Metadata
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import Archive, BadArchive
from aegis_import.application.report import Report

PAGE = "https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final"
_FILES = re.compile(
    r"(?:[^/]+/)*NIST_SP-800-53_rev5_(?:(?P<catalog>catalog)|(?P<baseline>LOW|MODERATE|HIGH|PRIVACY)-baseline_profile)"
    r"(?P<small>-min)?\.json"
)
_REVISION = re.compile(r"\bRev(?:ision|\.)?\s*(\d+)", re.IGNORECASE)


def parse_nist_800_53(archive: Archive, report: Report) -> Iterator[ParsedClaim]:
    """The framework and its controls, enhancements too. Raises `BadArchive` when there is no catalogue."""
    files = _found(archive, report)
    if "catalog" not in files:
        raise BadArchive("no_entries", "The archive holds no OSCAL catalogue of NIST SP 800-53 revision 5.")
    chosen = files["catalog"]
    value = json_file(chosen.path, read_part(archive, chosen))
    found: CatalogFile = json_struct(chosen.path, value, CatalogFile, "an OSCAL catalogue")
    metadata = _metadata(found.catalog.metadata, chosen.path, report)
    report.release = metadata.version or archive.wanted.release
    baselines = Baselines(archive, files, report)
    if not files.keys() - {"catalog"}:
        report.warning("no_baselines", "The baselines are not there: no control has its groups.", path=chosen.path)
    yield _framework(metadata, chosen.path)
    controls = Controls(chosen.path, found.catalog.groups, baselines, report)
    yield from controls
    if not controls.keys:
        raise BadArchive("no_entries", f"{chosen.path} has no control that can be read.")
    baselines.check(controls.keys, report)


def _found(archive: Archive, report: Report) -> Mapping[str, Selected]:
    """The catalogue and the baselines, by ``catalog`` and the baseline's name. Of the same in two forms the one that
    is not minified; they are equal."""
    selected: Sequence[Selected] = select(archive, _FILES, report)
    if archive.bare:
        return {"catalog": selected[0]}
    files: dict[str, Selected] = {}
    for one in sorted(selected, key=lambda one: ("-min." in one.path, one.path.count("/"), one.path)):
        matched = _FILES.fullmatch(one.path)
        if matched is not None:
            name = (matched["baseline"] or "catalog").lower()
            report.not_entries += name in files
            files.setdefault(name, one)
    return files


def _metadata(value: Any, path: str, report: Report) -> Metadata:
    """Raises `BadArchive` when it says that this is another revision."""
    if not isinstance(value, dict):
        report.warning("bad_field", "The catalogue says nothing about itself.", path=path, kind="framework")
        return Metadata()
    metadata, left_out = salvage(value, Metadata)
    for field, reason in left_out:
        report.warning("bad_field", f"{field} is left empty: {reason}.", path=path, kind="framework", key=FRAMEWORK)
    matched = _REVISION.search(metadata.title)
    if matched is not None and matched[1] != "5":
        raise BadArchive("other_revision", f"{path} is revision {matched[1][:8]} of the controls; this is for 5.")
    return metadata


def _framework(metadata: Metadata, path: str) -> ParsedClaim:
    item = FrameworkItem(
        slug=FRAMEWORK,
        name="NIST SP 800-53 Rev. 5",
        description=metadata.title,
        version=metadata.version,
        publisher="NIST",
        license="Public domain (a work of the US government)",
    )
    return ParsedClaim(key=FRAMEWORK, item=item, path=path, url=PAGE, modified=metadata.last_modified)
