"""Splunk's detections. Rules and exact counts: docs/sources/splunk.md."""

import re
from collections.abc import Iterator
from functools import partial

from aegis_contracts.imported.rules import RuleItem, RuleLogSource
from aegis_import.adapters.archives.selecting import select
from aegis_import.adapters.text.fields import Fields
from aegis_import.adapters.text.files import read_entry, yaml_files
from aegis_import.adapters.text.links import github_link
from aegis_import.adapters.text.technique_ids import technique_ids
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import Archive
from aegis_import.application.report import Report

KIND = "rule"
LICENCE = "Apache-2.0"
_FILES = re.compile(r"detections/(?:[^/]+/)*[^/]+\.ya?ml")
_WITHDRAWN = "detections/deprecated/"


def parse_splunk(archive: Archive, report: Report) -> Iterator[ParsedClaim]:
    """The detections of an archive, or of a bare file."""
    for path, text, documents in yaml_files(archive, select(archive, _FILES, report), report, kind=KIND):
        make = partial(_claim, path=path, bare=archive.bare)
        for document in documents:
            claim = read_entry(document, make, report, path=path, kind=KIND, text=text)
            if claim is not None:
                yield claim


def _claim(fields: Fields, *, path: str, bare: bool) -> ParsedClaim:
    """The folder says whether upstream has withdrawn a detection; of a bare file its status."""
    key = fields.take_key("id")
    withdrawn = fields.text("status") == "deprecated" if bare else path.startswith(_WITHDRAWN)
    return ParsedClaim(
        key=key,
        item=_rule(fields, path, withdrawn=withdrawn),
        path=path,
        url=None if bare else github_link("splunk/security_content", "develop", path),
        modified=fields.moment("date"),
    )


def _rule(fields: Fields, path: str, *, withdrawn: bool) -> RuleItem:
    name = fields.required("name")
    body = fields.required("search")
    tags = fields.below("tags")
    return RuleItem(
        name=name,
        description=fields.text("description"),
        status=fields.filled("status"),
        type=fields.filled("type"),
        language="spl",
        body=body,
        log_source=RuleLogSource(sources=fields.texts("data_source") or fields.texts("data_sources")),
        technique_ids_named=_techniques(tags),
        risk_score=tags.number("risk_score"),
        false_positives=tuple(text for text in fields.texts("known_false_positives") if text.strip()),
        note=fields.filled("how_to_implement"),
        references=fields.texts("references"),
        authors=fields.texts("author"),
        license=LICENCE,
        upstream_path=path,
        withdrawn=withdrawn,
    )


def _techniques(tags: Fields) -> tuple[str, ...]:
    ids, others = technique_ids(tags.values("mitre_attack_id"))
    for other in others:
        tags.leave_out("mitre_attack_id", f"{str(other)[:40]!r} names no technique")
    return ids
