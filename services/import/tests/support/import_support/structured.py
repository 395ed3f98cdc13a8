"""Small made-up files of sources that are JSON or spreadsheets, and how to read them."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from aegis_import.adapters.parsing.registry import PARSERS
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.report import Report
from import_support.archives import opened, zip_of


def read_as(format_: str, path: Path, **how: Any) -> tuple[list[ParsedClaim], Report]:
    """What the parser of a format makes of a file."""
    with opened(path, **how) as (archive, report):
        return list(PARSERS[format_](archive, report)), report


def archive_of(path: Path, members: Mapping[str, Any], *, top: str = "top-main/") -> Path:
    """A zip with these members, JSON but for text and bytes, below a top folder."""
    return zip_of(
        path,
        {
            top + name: content if isinstance(content, str | bytes) else json.dumps(content)
            for name, content in members.items()
        },
    )


def sha(lines: Iterable[str]) -> str:
    """sources.md's *sha*."""
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:16]


def codes(report: Report) -> list[tuple[str, str]]:
    """What was found wrong, as (severity, code)."""
    return [(problem.severity, problem.code) for problem in report.problems]


CIS_SHEET = "V8-ATT&CK Low Mit. & (Sub-)Tech"
CIS_HEADER = (
    "CIS Control", "CIS Safeguard", "Asset Type", "Security Function", "Title", "Description", "IG1", "IG2", "IG3",
    "V7.1 > V8 Change Log", "ATT&CK V8.2 Enterprise Mitigation ID", "ATT&CK V8.2 Enterprise Mitigation Title ",
    "ATT&CK Technique ID", "ATT&CK Sub-Technique ID", "Combined ATT&CK (Sub-)Technique ID",
    "ATT&CK (Sub-)Technique Name", "ATT&CK (Sub-)Technique Description", "Safeguard Mitigates (Sub-)Technique?",
)  # fmt: skip
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def cis_row(control: Any, safeguard: Any, technique: str | None = None, **more: Any) -> list[Any]:
    """A row of the master mapping; one without technique says what a safeguard is, one of no asset type a control."""
    row: dict[str, Any] = {
        "CIS Control": control,
        "CIS Safeguard": safeguard,
        "Asset Type": "Devices",
        "Title": f"Title of {safeguard}",
        "Description": "d",
        "Combined ATT&CK (Sub-)Technique ID": technique,
        "Safeguard Mitigates (Sub-)Technique?": "Y" if technique else None,
    }
    row |= more
    return [row.get(title) for title in CIS_HEADER]


def column_name(column: int) -> str:
    """``A`` for 0, ``XFD`` for 16,383."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def workbook(
    rows: Sequence[Sequence[Any]],
    *,
    sheet: str = CIS_SHEET,
    shared: bool = True,
    replace: Mapping[str, str | bytes | None] | None = None,
) -> bytes:
    """A spreadsheet with one sheet: texts shared or in line, numbers as numbers, None as no cell. `replace` puts other
    parts in, or leaves out those that are None."""
    strings: dict[str, int] = {}

    def cell(number: int, column: int, value: Any) -> str:
        at = f"{column_name(column)}{number}"
        if isinstance(value, int | float):
            return f'<c r="{at}"><v>{value:.17g}</v></c>'
        if shared:
            return f'<c r="{at}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>'
        return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'

    body = "".join(
        f'<row r="{number}">'
        + "".join(cell(number, column, value) for column, value in enumerate(row) if value is not None)
        + "</row>"
        for number, row in enumerate(rows, 1)
    )
    texts = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    parts: dict[str, str | bytes | None] = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        f'<sheet name={quoteattr(sheet)} sheetId="8" r:id="rId6"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        f'<Relationship Id="rId6" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet6.xml"/>'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{texts}</sst>',
        "xl/worksheets/sheet6.xml": f'<worksheet xmlns="{_MAIN}"><dimension ref="A1:XEN3700"/>'
        f"<sheetData>{body}</sheetData></worksheet>",
    }
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in (parts | dict(replace or {})).items():
            if content is not None:
                written.writestr(name, content)
    return into.getvalue()
