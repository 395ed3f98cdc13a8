"""CTID's mappings of controls to techniques. Rules and exact counts: docs/sources/nist-800-53.md."""

from collections.abc import Iterator
from typing import Any

import msgspec

from aegis_contracts.imported.defences import FrameworkItem
from aegis_import.adapters.archives.json_files import json_frame, read_part
from aegis_import.adapters.archives.salvage import salvage
from aegis_import.adapters.mappings_explorer.collecting import Collected
from aegis_import.adapters.mappings_explorer.files import newest
from aegis_import.adapters.mappings_explorer.frameworks import Framework
from aegis_import.adapters.mappings_explorer.rows import MappingFile, Metadata, date_of
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import Archive, BadArchive, Parser
from aegis_import.application.report import Report

UPSTREAM_FILE = "https://github.com/center-for-threat-informed-defense/mappings-explorer/blob/main/{}"


def mappings_of(framework: Framework) -> Parser:
    """The parser of a framework's mappings."""

    def parse(archive: Archive, report: Report) -> Iterator[ParsedClaim]:
        return _parsed(framework, archive, report)

    return parse


def _parsed(framework: Framework, archive: Archive, report: Report) -> Iterator[ParsedClaim]:
    """The framework and each control that a row names. Raises `BadArchive` when a file of the newest mappings cannot
    be read: its mappings would be lost."""
    collected = Collected(framework, report)
    told: list[tuple[str, Metadata]] = []
    for one in newest(archive, framework, report):
        file = json_frame(one.path, read_part(archive, one), MappingFile, "a file of mappings")
        metadata = _metadata(framework, file.metadata, one.path, report)
        told.append((one.path, metadata))
        collected.take(one.path, metadata, file.mapping_objects)
    path, metadata = told[0]
    if not collected.controls:
        raise BadArchive("no_entries", f"{path} maps no control.")
    report.measures |= {
        "mapping_rows": collected.rows,
        "complete_rows": collected.complete,
        "non_mappable_rows": collected.rows - collected.complete,
    }
    attack = metadata.attack_version
    report.release = ", ".join(filter(None, (metadata.mapping_framework_version, attack and f"ATT&CK {attack}")))
    yield _framework(framework, metadata, collected, path, archive.bare)
    for key, control in collected.controls.items():
        item = collected.item(key, attack)
        yield ParsedClaim(key=key, item=item, path=control.path, url=_url(control.path, archive.bare))


def _metadata(framework: Framework, value: dict[str, Any], path: str, report: Report) -> Metadata:
    """Raises `BadArchive` when the file maps another framework, or does not say which."""
    try:
        metadata, left_out = salvage(value, Metadata)
    except msgspec.ValidationError as error:
        raise BadArchive("other_json", f"{path} does not say which framework it maps: {error}.") from error
    for name, reason in left_out:
        report.warning("bad_field", f"{name} is left empty: {reason}.", path=path, kind="framework", key=framework.slug)
    found = f"{metadata.mapping_framework} {metadata.mapping_framework_version}".strip()
    wanted = framework.version or metadata.mapping_framework_version
    if (metadata.mapping_framework, metadata.mapping_framework_version) != (framework.folder, wanted):
        raise BadArchive("other_framework", f"{path} maps {found[:80]}; this source is {framework.name}.")
    return metadata


def _framework(framework: Framework, metadata: Metadata, collected: Collected, path: str, bare: bool) -> ParsedClaim:
    item = FrameworkItem(
        slug=framework.slug,
        name=framework.name,
        version=metadata.mapping_framework_version or None,
        publisher=framework.publisher,
        license="Apache-2.0 (the mappings)",
        attack_version=metadata.attack_version,
        non_mappable=tuple(collected.non_mappable),
        mapping_only=framework.mapping_only,
    )
    return ParsedClaim(
        key=framework.slug,
        item=item,
        path=path,
        url=_url(path, bare),
        created=date_of(metadata.creation_date),
        modified=date_of(metadata.last_update),
    )


def _url(path: str, bare: bool) -> str | None:
    """Where upstream has the file; of a bare file its name says nothing."""
    return None if bare else UPSTREAM_FILE.format(path)
