"""Sigma's rules. Rules and exact counts: docs/sources/sigma.md."""

import re
from collections.abc import Iterator
from functools import partial

from aegis_import.adapters.archives.selecting import select
from aegis_import.adapters.sigma.parts import DETECTION, parts
from aegis_import.adapters.sigma.rules import rule
from aegis_import.adapters.text.bad_text import BadText
from aegis_import.adapters.text.documents import split_documents
from aegis_import.adapters.text.fields import BadEntry, Fields
from aegis_import.adapters.text.files import read_entry, yaml_files
from aegis_import.adapters.text.links import github_link
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import Archive
from aegis_import.application.report import Report

KIND = "rule"
_FILES = re.compile(r"(?:rules[^/]*|deprecated|unsupported)/(?:[^/]+/)*[^/]+\.ya?ml")


def parse_sigma(archive: Archive, report: Report) -> Iterator[ParsedClaim]:
    """The rules of an archive, or of a bare file."""
    selected = select(archive, _FILES, report)
    for path, text, documents in yaml_files(archive, selected, report, kind=KIND):
        try:
            found = list(parts(documents, split_documents(text, len(documents))))
        except BadText as error:
            report.bad_entry("bad_yaml", f"The file is bad YAML: {error}.", path=path, kind=KIND)
            continue
        if not found:
            report.bad_entry("empty_file", "The file holds no rule.", path=path, kind=KIND)
        for part in found:
            if isinstance(part.document, dict) and "correlation" in part.document and DETECTION not in part.document:
                report.not_entries += 1
                continue
            make = partial(_claim, text=part.text, path=path, bare=archive.bare)
            claim = read_entry(part.document, make, report, path=path, kind=KIND, text=text)
            if claim is not None:
                yield claim


def _claim(fields: Fields, *, text: str, path: str, bare: bool) -> ParsedClaim:
    """The folder says whether upstream has withdrawn a rule, or does not support it; of a bare file its status."""
    key = fields.take_key("id")
    if "action" in fields:
        raise BadEntry("unknown_action", f"Its action {str(fields.raw('action'))[:40]!r} is not read.")
    place = fields.text("status") if bare else path.split("/", 1)[0]
    written = fields.moment("date")
    return ParsedClaim(
        key=key,
        item=rule(fields, text, path, withdrawn=place == "deprecated", supported=place != "unsupported"),
        path=path,
        url=None if bare else github_link("SigmaHQ/sigma", "master", path),
        created=written,
        modified=fields.moment("modified") or written,
    )
