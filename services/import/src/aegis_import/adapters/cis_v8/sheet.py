"""The sheet of the master mapping: a header, then a row a control, and a row a safeguard, mitigation and technique."""

import re
from collections.abc import Callable

from aegis_import.adapters.spreadsheets.rows import Row, SheetRows
from aegis_import.adapters.spreadsheets.strings import SharedStrings
from aegis_import.adapters.spreadsheets.workbook import Workbook
from aegis_import.adapters.spreadsheets.xml_events import BadSpreadsheet, read_part
from aegis_import.application.parsing import Archive

SHEET = "V8-ATT&CK Low Mit. & (Sub-)Tech"
COLUMNS = 18
"""The sheet declares 16,368."""

CONTROL = "CIS Control"
SAFEGUARD = "CIS Safeguard"
ASSET_TYPE = "Asset Type"
SECURITY_FUNCTION = "Security Function"
TITLE = "Title"
DESCRIPTION = "Description"
GROUPS = ("IG1", "IG2", "IG3")
TECHNIQUE = "Combined ATT&CK (Sub-)Technique ID"
MITIGATES = "Safeguard Mitigates (Sub-)Technique?"
MITIGATION_ID = "Enterprise Mitigation ID"
MITIGATION_TITLE = "Enterprise Mitigation Title"
_REQUIRED = (CONTROL, SAFEGUARD, ASSET_TYPE, SECURITY_FUNCTION, TITLE, DESCRIPTION, *GROUPS, TECHNIQUE, MITIGATES)
_ATTACK = re.compile(r"ATT&CK V(\d+\.\d+)")


class Columns:
    """Which column is which, by the header. Mitigations' columns name an ATT&CK version too."""

    def __init__(self, header: Row) -> None:
        titles = {title.strip(): column for column, title in header.items()}
        missing = [title for title in _REQUIRED if title not in titles]
        if missing:
            raise BadSpreadsheet(f"has no column {missing[0]!r} in the sheet {SHEET!r}")
        for title, column in list(titles.items()):
            for known in (MITIGATION_ID, MITIGATION_TITLE):
                if title.endswith(known):
                    titles[known] = column
        self._titles = titles
        versions = [matched[1] for title in titles if (matched := _ATTACK.search(title))]
        self.attack_version = versions[0] if versions else None

    def of(self, row: Row, title: str) -> str:
        """What a row has in a column; CRLF becomes LF."""
        return row.get(self._titles.get(title, -1), "").replace("\r\n", "\n")


def read_sheet(parts: Archive, take: Callable[[int, Columns, Row], None], bad: Callable[[str, str], None]) -> Columns:
    """Hands each row below the header to `take` with its number. Raises `BadSpreadsheet`."""
    workbook = Workbook(parts)
    strings = SharedStrings()
    sheet = workbook.sheet(SHEET)
    if workbook.strings is not None:
        read_part(workbook.strings, workbook.content(workbook.strings), strings)
    header: list[Columns] = []

    def row(number: int, cells: Row) -> None:
        if header:
            take(number, header[0], cells)
        else:
            header.append(Columns(cells))

    read_part(sheet, workbook.content(sheet), SheetRows(strings.texts, columns=COLUMNS, take=row, bad=bad))
    if not header:
        raise BadSpreadsheet(f"has nothing in the sheet {SHEET!r}")
    return header[0]
