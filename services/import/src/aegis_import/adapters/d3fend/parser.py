"""D3FEND, from its three published files or the archive of its site. Rules and exact counts: docs/sources/d3fend.md."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from aegis_contracts.ids import content_id
from aegis_contracts.imported.defences import DefenceItem
from aegis_import.adapters.archives.json_files import json_file, read_part
from aegis_import.adapters.archives.selecting import Selected, select
from aegis_import.adapters.d3fend.links import BadMappings, Links
from aegis_import.adapters.d3fend.matrix import Node, read_matrix
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import Archive, BadArchive, BadMember
from aegis_import.application.report import Report

UPSTREAM = "d3fend"
PAGE = "https://d3fend.mitre.org/technique/{}/"
_FILES = re.compile(
    r"(?:[^/]+/)*(?:(?P<matrix>matrix\.json)|(?P<full>d3fend-full-mappings\.json)|(?P<version>version\.json)"
    r"|technique/d3f:(?P<technique>[^/]+)\.json)"
)


def parse_d3fend(archive: Archive, report: Report) -> Iterator[ParsedClaim]:
    """The defences of the matrix with the techniques that they counter. Raises `BadArchive` when either is missing:
    defences without links would undo the links that are there."""
    if archive.bare:
        raise BadArchive("no_entries", "D3FEND is several files: its matrix and its mappings, together in a zip.")
    files = _found(select(archive, _FILES, report))
    if "matrix" not in files:
        raise BadArchive("no_entries", "The archive holds no D3FEND matrix (api/matrix.json).")
    links, unread = _links(archive, files, report)
    report.measures["mapping_rows"] = links.rows
    report.release = _release(archive, files.get("version", ()), report) or archive.wanted.release
    (matrix,) = files["matrix"]
    known: set[str] = set()
    for node in read_matrix(matrix.path, json_file(matrix.path, read_part(archive, matrix)), report):
        known.add(node.local_name)
        if (reason := unread.get(node.local_name)) is not None:
            report.bad_entry("bad_mappings", reason, path=matrix.path, kind="defence", key=node.id)
        else:
            yield _claim(node, links, matrix.path)
    for name in sorted(links.of.keys() - known):
        reason = f"The mappings name {name[:60]!r}, which is no defence of the matrix."
        report.warning("unknown_defence", reason, path=matrix.path)


def _found(selected: Sequence[Selected]) -> dict[str, list[Selected]]:
    """The files by what they are; of several matrices, mappings or versions the one nearest to the root."""
    files: dict[str, list[Selected]] = {}
    for one in sorted(selected, key=lambda one: (one.path.count("/"), one.path)):
        matched = _FILES.fullmatch(one.path)
        kind = matched.lastgroup if matched else None
        if kind is not None and (kind == "technique" or kind not in files):
            files.setdefault(kind, []).append(one)
    return files


def _links(archive: Archive, files: dict[str, list[Selected]], report: Report) -> tuple[Links, dict[str, str]]:
    """The pairs, from the full file, else from the defences' own files; and why those could not be read that could
    not, by the defence's name. Raises `BadArchive` when there are none."""
    unread: dict[str, str] = {}
    for one in files.get("full", ()):
        links = Links(report)
        try:
            links.read_full(one.path, archive.read(one.member))
        except (BadMember, BadMappings) as error:
            reason = f"{one.path} cannot be read: {error}"
            if "technique" not in files:
                raise BadArchive("bad_mappings", f"{reason}.") from error
            report.bad_entry("bad_mappings", f"{reason}; the defences' own files are.", path=one.path)
            report.incomplete()
        else:
            report.not_entries += len(files.get("technique", ()))
            return _some(links), unread
    links = Links(report)
    for one in files.get("technique", ()):
        try:
            links.read_technique(one.path, archive.read(one.member))
        except (BadMember, BadMappings) as error:
            unread[one.path.rsplit(":", 1)[-1].removesuffix(".json")] = f"{one.path} cannot be read: {error}."
            if isinstance(error, BadMember):
                report.incomplete()
    return _some(links), unread


def _some(links: Links) -> Links:
    if not links.of:
        raise BadArchive("no_links", "The archive says of no defence which techniques it counters.")
    return links


def _release(archive: Archive, files: Sequence[Selected], report: Report) -> str | None:
    for one in files:
        value: Any = json_file(one.path, read_part(archive, one))
        if isinstance(value, dict) and isinstance(value.get("version"), str):
            return str(value["version"]).strip()[:64] or None
        report.warning("bad_field", "The release is left empty: the file names no version.", path=one.path)
    return None


def _claim(node: Node, links: Links, path: str) -> ParsedClaim:
    item = DefenceItem(
        d3fend_id=node.id,
        name=node.name,
        description=node.definition,
        tactic=node.tactic,
        parent_id=content_id(UPSTREAM, "defence", node.parent) if node.parent else None,
        technique_ids_named=tuple(sorted(links.of.get(node.local_name, ()))),
    )
    return ParsedClaim(key=node.id, item=item, path=path, url=PAGE.format(node.node_id))
