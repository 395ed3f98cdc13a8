"""Elastic's detection rules. Rules and exact counts: docs/sources/elastic.md."""

import re
from collections.abc import Iterator
from functools import partial

from aegis_import.adapters.archives.selecting import select
from aegis_import.adapters.elastic.rules import rule
from aegis_import.adapters.text.fields import BadEntry, Fields
from aegis_import.adapters.text.files import read_entry, toml_files
from aegis_import.adapters.text.links import github_link
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import Archive
from aegis_import.application.report import Report

KIND = "rule"
_FILES = re.compile(r"rules/(?:[^/]+/)*[^/]+\.toml|rules_building_block/[^/]+\.toml")
_WITHDRAWN = "rules/_deprecated/"
_BUILDING_BLOCKS = "rules_building_block/"


def parse_elastic(archive: Archive, report: Report) -> Iterator[ParsedClaim]:
    """The rules of an archive, or of a bare file."""
    for path, text, tables in toml_files(archive, select(archive, _FILES, report), report, kind=KIND):
        if "rule" not in tables and "hunt" in tables:
            report.not_entries += 1
            continue
        make = partial(_claim, path=path, bare=archive.bare)
        claim = read_entry(tables, make, report, path=path, kind=KIND, text=text)
        if claim is not None:
            yield claim


def _claim(tables: Fields, *, path: str, bare: bool) -> ParsedClaim:
    """The folder says whether upstream has withdrawn a rule, and whether it is a building block; of a bare file its
    fields do."""
    fields = tables.below("rule")
    if not fields.items():
        raise BadEntry("missing_field", "It has no table [rule].")
    metadata = tables.below("metadata")
    key = tables.key = fields.take_key("rule_id")
    if bare:
        withdrawn = metadata.text("maturity") == "deprecated"
        building_block = "building_block_type" in fields
    else:
        withdrawn = path.startswith(_WITHDRAWN)
        building_block = path.startswith(_BUILDING_BLOCKS)
    written = metadata.moment("creation_date")
    return ParsedClaim(
        key=key,
        item=rule(fields, metadata, path, withdrawn=withdrawn, building_block=building_block),
        path=path,
        url=None if bare else github_link("elastic/detection-rules", "main", path),
        created=written,
        modified=metadata.moment("updated_date") or written,
    )
