"""Atomic Red Team's tests. Rules and exact counts: docs/sources/atomic.md."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from aegis_import.adapters.archives.selecting import select
from aegis_import.adapters.atomic.tests import template
from aegis_import.adapters.text.fields import Fields
from aegis_import.adapters.text.files import read_entry, yaml_files
from aegis_import.adapters.text.links import github_link
from aegis_import.adapters.text.technique_ids import technique_id
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import Archive
from aegis_import.application.report import Report

KIND = "template"
_FILES = re.compile(r"atomics/(?P<id>T[^/]+)/(?P=id)\.ya?ml")
_TESTS = "atomic_tests"


def parse_atomic(archive: Archive, report: Report) -> Iterator[ParsedClaim]:
    """The tests of an archive, or of a bare file."""
    for path, text, documents in yaml_files(archive, select(archive, _FILES, report), report, kind=KIND):
        for document in documents:
            tests = document.get(_TESTS) if isinstance(document, dict) else None
            if not isinstance(tests, list):
                report.bad_entry("missing_field", f"It has no list of {_TESTS}.", path=path, kind=KIND)
                continue
            make = partial(_claim, technique=_technique(document, path, report), path=path, bare=archive.bare)
            for test in tests:
                claim = read_entry(test, make, report, path=path, kind=KIND, text=text)
                if claim is not None:
                    yield claim


def _technique(document: dict[Any, Any], path: str, report: Report) -> str | None:
    """The technique of all tests in a file. What names none is left empty, with a warning."""
    named = document.get("attack_technique")
    id_ = technique_id(named)
    if id_ is None:
        reason = f"attack_technique is left empty: {str(named)[:40]!r} names no technique."
        report.warning("bad_field", reason, path=path, kind=KIND)
    return id_


def _claim(fields: Fields, *, technique: str | None, path: str, bare: bool) -> ParsedClaim:
    key = fields.take_key("auto_generated_guid")
    return ParsedClaim(
        key=key,
        item=template(fields, technique, path),
        path=path,
        url=None if bare else github_link("redcanaryco/atomic-red-team", "master", path),
    )
