"""GTFOBins' functions: what each kind of example does, and the techniques that it is."""

from dataclasses import dataclass
from typing import Any

from aegis_import.adapters.archives.selecting import Selected
from aegis_import.adapters.text.bad_text import BadText
from aegis_import.adapters.text.technique_ids import technique_ids
from aegis_import.adapters.text.utf8 import decode_utf8
from aegis_import.adapters.text.yaml_text import decode_yaml
from aegis_import.application.parsing import Archive, BadArchive, BadMember
from aegis_import.application.report import Report

PATH = "_data/functions.yml"


@dataclass(frozen=True, slots=True)
class Function:
    """A function. One without techniques (``inherit``) has none of its own."""

    label: str
    description: str = ""
    techniques: tuple[str, ...] = ()


def read_functions(archive: Archive, selected: Selected, report: Report) -> dict[str, Function]:
    """All functions by name. Raises `BadArchive` when they cannot be read: without them every entry would lose its
    techniques."""
    try:
        documents = decode_yaml(decode_utf8(archive.read(selected.member)))
    except (BadText, BadMember) as error:
        raise BadArchive("bad_functions", f"{selected.path} cannot be read: {error}.") from error
    if len(documents) != 1 or not isinstance(documents[0], dict):
        raise BadArchive("bad_functions", f"{selected.path} is no mapping of functions.")
    return {str(name): _function(str(name), value, report) for name, value in documents[0].items()}


def _function(name: str, value: Any, report: Report) -> Function:
    fields = value if isinstance(value, dict) else {}
    named = fields.get("mitre")
    ids, others = technique_ids(named if isinstance(named, list) else [] if named is None else [named])
    for other in others:
        reason = f"{name}.mitre is left empty: {str(other)[:40]!r} names no technique."
        report.warning("bad_field", reason, path=PATH, kind="template")
    label, description = fields.get("label"), fields.get("description")
    return Function(label if isinstance(label, str) else name, description if isinstance(description, str) else "", ids)
