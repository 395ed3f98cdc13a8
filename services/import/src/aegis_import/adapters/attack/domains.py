"""Which domain a bundle is, which file of an archive is a domain's bundle, which release it holds."""

import re
from collections.abc import Sequence

from aegis_contracts.words import Domain
from aegis_import.adapters.archives.selecting import Selected, select
from aegis_import.adapters.attack.bundle import Bundle
from aegis_import.adapters.attack.stix import Collection, Matrix
from aegis_import.application.parsing import UNKNOWN_RELEASE, Archive, BadArchive, Wanted
from aegis_import.application.report import Report

FOLDERS: dict[str, Domain] = {"enterprise-attack": "enterprise", "mobile-attack": "mobile", "ics-attack": "ics"}
_FILES = re.compile(
    r"(?:[^/]+/)*(?P<folder>enterprise-attack|mobile-attack|ics-attack)(?:-(?P<version>\d+(?:\.\d+)*))?\.json"
)


def bundle_file(archive: Archive, report: Report) -> Selected:
    """The file of the archive that holds the wanted domain: of several, the one without a version in its name
    (upstream's newest), else that of the highest version. Raises `BadArchive` when there is none."""
    selected = select(archive, _FILES, report)
    if archive.bare:
        return selected[0]
    mine = [one for one in selected if _domain_of(one) == archive.wanted.domain]
    if not mine:
        others = sorted({_domain_of(one) for one in selected})
        found = f"it has {', '.join(others)}" if others else "it has no ATT&CK bundle at all"
        raise BadArchive("no_entries", f"The archive holds no {archive.wanted.domain} bundle: {found}.")
    best = max(mine, key=_rank)
    report.not_entries += len(mine) - 1
    return best


def _domain_of(one: Selected) -> Domain:
    matched = _FILES.fullmatch(one.path)
    if matched is None:
        raise ValueError(f"{one.path} is not the path of a bundle")
    return FOLDERS[matched["folder"]]


def _rank(one: Selected) -> tuple[bool, Sequence[int]]:
    matched = _FILES.fullmatch(one.path)
    version = matched["version"] if matched else None
    return version is None, tuple(int(part) for part in version.split(".")) if version else ()


def domain_of(bundle: Bundle) -> Domain | None:
    """The domain that a bundle is, by the id that its matrices carry: active ones first."""
    for matrix in sorted(bundle.of(Matrix), key=lambda one: not one.active):
        for reference in matrix.external_references:
            if reference.external_id in FOLDERS:
                return FOLDERS[reference.external_id]
    return None


def check_domain(bundle: Bundle, wanted: Wanted) -> Domain:
    """The bundle's domain. Raises `BadArchive` when it is not the wanted one, or cannot be told."""
    found = domain_of(bundle)
    if found is None:
        raise BadArchive("no_entries", f"{bundle.path} holds no ATT&CK matrix, so that its domain cannot be told.")
    if wanted.domain is not None and found != wanted.domain:
        raise BadArchive("other_domain", f"{bundle.path} is the {found} bundle; this source is {wanted.domain}.")
    return found


def release_of(bundle: Bundle, wanted: Wanted) -> str:
    """The release: said by the collection (2.1), else by the source's settings, else unknown with the newest change."""
    for collection in bundle.of(Collection):
        if collection.x_mitre_version:
            return collection.x_mitre_version
    if wanted.release:
        return wanted.release
    newest = bundle.newest()
    return f"{UNKNOWN_RELEASE} ({newest:%Y-%m-%d})" if newest else UNKNOWN_RELEASE
