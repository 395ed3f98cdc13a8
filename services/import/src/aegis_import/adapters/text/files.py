"""An archive's YAML and TOML files, and entries made of what they hold: what cannot be read is reported and skipped,
and all else comes in."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from aegis_import.adapters.archives.selecting import Selected, read_all
from aegis_import.adapters.text.bad_text import BadText
from aegis_import.adapters.text.fields import BadEntry, Fields
from aegis_import.adapters.text.toml_text import decode_toml
from aegis_import.adapters.text.utf8 import decode_utf8
from aegis_import.adapters.text.yaml_text import decode_yaml
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import Archive
from aegis_import.application.report import Report


def yaml_files(
    archive: Archive, selected: Sequence[Selected], report: Report, *, kind: str
) -> Iterator[tuple[str, str, list[Any]]]:
    """Path, text and documents of each file; `kind` is that of the entries that a bad one would have held."""
    for path, content in read_all(archive, selected, report):
        try:
            text = decode_utf8(content)
            documents = [document for document in decode_yaml(text) if document is not None]
        except BadText as error:
            report.bad_entry("bad_yaml", f"The file is bad YAML: {error}.", path=path, kind=kind, line=error.line)
            continue
        if documents:
            yield path, text, documents
        else:
            report.bad_entry("empty_file", "The file holds nothing.", path=path, kind=kind)


def toml_files(
    archive: Archive, selected: Sequence[Selected], report: Report, *, kind: str
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, text and tables of each file; `kind` is that of the entry that a bad one would have been."""
    for path, content in read_all(archive, selected, report):
        try:
            text = decode_utf8(content)
            tables = decode_toml(text)
        except BadText as error:
            report.bad_entry("bad_toml", f"The file is bad TOML: {error}.", path=path, kind=kind, line=error.line)
            continue
        if tables:
            yield path, text, tables
        else:
            report.bad_entry("empty_file", "The file holds nothing.", path=path, kind=kind)


def read_entry(
    value: Any,
    make: Callable[[Fields], ParsedClaim],
    report: Report,
    *,
    path: str,
    kind: str,
    text: str = "",
) -> ParsedClaim | None:
    """The entry that `make` makes of a mapping, with a warning for each field that it left empty. None, and reported,
    when it is no mapping or `make` raises `BadEntry`. Its line is where `text`, the file's, has its key."""
    if not isinstance(value, dict):
        report.bad_entry("not_an_entry", "It is no mapping of fields.", path=path, kind=kind)
        return None
    fields = Fields(value)
    try:
        claim = make(fields)
    except BadEntry as error:
        report.bad_entry(
            error.code, error.reason, path=path, kind=kind, key=fields.key, line=_line_of(fields.key, text)
        )
        return None
    for name, why in fields.left_out:
        report.warning("bad_field", f"{name} is left empty: {why}.", path=path, kind=kind, key=fields.key)
    return claim


def _line_of(key: str | None, text: str) -> int | None:
    at = text.find(key) if key else -1
    return text.count("\n", 0, at) + 1 if at >= 0 else None
