"""CIS Controls v8 from the spreadsheet that CIS gives out. Rules and exact counts: docs/sources/cis-v8.md."""

import re
from collections.abc import Iterator

from aegis_contracts.imported.defences import FrameworkItem
from aegis_import.adapters.archives.selecting import select
from aegis_import.adapters.cis_v8.controls import UPSTREAM, Controls
from aegis_import.adapters.cis_v8.sheet import read_sheet
from aegis_import.adapters.spreadsheets.xml_events import BadSpreadsheet
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import Archive, BadArchive, BadMember
from aegis_import.application.report import Report

PAGE = "https://www.cisecurity.org/controls/v8"
_FILES = re.compile(r"(?:[^/]+/)*(?!~\$)[^/]+\.xlsx", re.IGNORECASE)


def parse_cis_v8(archive: Archive, report: Report) -> Iterator[ParsedClaim]:
    """The framework, its controls and safeguards, from the first spreadsheet. Raises `BadArchive` when there is none,
    when it has not the sheet, or when it cannot be read to its end."""
    selected = sorted(select(archive, _FILES, report), key=lambda one: one.path)
    if not selected:
        raise BadArchive("no_entries", "The archive holds no spreadsheet (.xlsx).")
    chosen, *others = selected
    report.not_entries += len(others)
    controls = Controls(chosen.path, report)

    def bad(cell: str, reason: str) -> None:
        report.warning("bad_cell", f"The cell in {cell} is left empty: {reason}.", path=chosen.path)

    try:
        with archive.package(chosen.member) as parts:
            columns = read_sheet(parts, controls.take, bad)
    except BadMember as error:
        raise BadArchive("corrupt_member", f"{chosen.path} {error}.") from error
    except BadSpreadsheet as error:
        raise BadArchive("bad_spreadsheet", f"{chosen.path}: the spreadsheet {error}.") from error
    items = controls.items(columns.attack_version)
    if not items:
        raise BadArchive("no_entries", f"{chosen.path} has no control that can be read.")
    report.release = archive.wanted.release or "8"
    report.measures |= {"rows": controls.rows, "mapped_rows": controls.mapped}
    framework = FrameworkItem(
        slug=UPSTREAM,
        name="CIS Controls v8",
        version="8",
        publisher="Center for Internet Security",
        license="CC BY-NC-ND 4.0",
        attack_version=columns.attack_version,
    )
    yield ParsedClaim(key=UPSTREAM, item=framework, path=chosen.path, url=PAGE)
    for key, item in items:
        yield ParsedClaim(key=key, item=item, path=chosen.path, url=PAGE)
