"""Caldera Stockpile: abilities and adversaries. Rules and exact counts: docs/sources/caldera.md."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from aegis_contracts.imported.templates import AdversaryItem
from aegis_import.adapters.archives.selecting import select
from aegis_import.adapters.caldera.abilities import LICENCE, templates
from aegis_import.adapters.text.fields import BadEntry, Fields
from aegis_import.adapters.text.files import read_entry, yaml_files
from aegis_import.adapters.text.links import github_link
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import Archive
from aegis_import.application.report import Report

_FILES = re.compile(r"data/(?:abilities|adversaries)/.+\.ya?ml")
_ADVERSARIES = "data/adversaries/"


def parse_caldera(archive: Archive, report: Report) -> Iterator[ParsedClaim]:
    """The templates and adversaries of an archive, or of a bare file of either."""
    report.measures.update(abilities=0, executors=0)
    for path, text, documents in yaml_files(archive, select(archive, _FILES, report), report, kind="template"):
        url = None if archive.bare else github_link("mitre/stockpile", "master", path)
        for document in documents:
            if _is_adversary(document, path, bare=archive.bare):
                claim = read_entry(
                    document, partial(_adversary, path=path, url=url), report, path=path, kind="adversary", text=text
                )
                if claim is not None:
                    yield claim
            else:
                for ability in document if isinstance(document, list) else [document]:
                    yield from templates(ability, report, path=path, text=text, url=url)


def _is_adversary(document: Any, path: str, *, bare: bool) -> bool:
    """The folder says which it is; of a bare file its shape: abilities stand in a list."""
    if not bare:
        return path.startswith(_ADVERSARIES)
    return isinstance(document, dict) and ("atomic_ordering" in document or "phases" in document)


def _adversary(fields: Fields, *, path: str, url: str | None) -> ParsedClaim:
    """Its id is in ``id`` or ``adversary_id``, its steps in ``atomic_ordering`` or, before 2021, in ``phases``."""
    key = fields.take_key("id" if "id" in fields else "adversary_id")
    name = fields.required("name")
    if "atomic_ordering" not in fields and "phases" not in fields:
        raise BadEntry("missing_field", "It has no atomic_ordering.")
    return ParsedClaim(
        key=key,
        item=AdversaryItem(
            name=name,
            description=fields.text("description"),
            steps=tuple(step.strip() for step in fields.texts("atomic_ordering") or _phases(fields)),
            objective=fields.filled("objective"),
            license=LICENCE,
            upstream_path=path,
        ),
        path=path,
        url=url,
    )


def _phases(fields: Fields) -> tuple[str, ...]:
    """The steps of all phases, which are numbered."""
    phases = fields.below("phases")
    numbers = sorted((name for name, _ in phases.items()), key=lambda name: (len(str(name)), str(name)))
    return tuple(step for number in numbers for step in phases.texts(number))
