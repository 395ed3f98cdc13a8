"""A workbook: which part is which sheet."""

import posixpath
from collections.abc import Mapping

from aegis_import.adapters.spreadsheets.xml_events import BadSpreadsheet, read_part
from aegis_import.application.parsing import Archive, BadMember, Member

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_SHOWN = 10


class Workbook:
    """Opened on a spreadsheet's parts. Raises `BadSpreadsheet`."""

    def __init__(self, parts: Archive) -> None:
        self._parts = parts
        self._members = {member.path: member for member in parts.members()}
        sheets, targets = _Sheets(), _Targets()
        read_part(_WORKBOOK, self.content(_WORKBOOK), sheets)
        read_part(_RELATIONS, self.content(_RELATIONS), targets)
        self.sheets = {name: targets.of[id_] for name, id_ in sheets.found.items() if id_ in targets.of}
        """Parts by their sheets' names."""
        self.strings = targets.strings
        """The part that holds the texts that cells share, if there is one."""

    def sheet(self, name: str) -> str:
        """The part of a sheet. White space around names does not count."""
        for found, part in self.sheets.items():
            if found.strip() == name.strip():
                return part
        named = ", ".join(repr(found[:40]) for found in list(self.sheets)[:_SHOWN])
        raise BadSpreadsheet(f"has no sheet {name!r}; it has {named or 'none at all'}")

    def content(self, part: str) -> bytes | bytearray:
        """A part's XML."""
        member: Member | None = self._members.get(part)
        if member is None:
            raise BadSpreadsheet(f"has no part {part[:80]!r}")
        try:
            return self._parts.read(member)
        except BadMember as error:
            raise BadSpreadsheet(f"{part[:80]} {error}") from error


class _Sheets:
    """Sheets' relation ids by their names."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet" and "name" in attributes:
            ids = [value for key, value in attributes.items() if key.rpartition("}")[2] == "id" and "}" in key]
            if ids:
                self.found.setdefault(attributes["name"], ids[0])

    def end(self, name: str) -> None: ...
    def text(self, text: str) -> None: ...


class _Targets:
    """Parts by relation id. External ones are left out."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}
        self.strings: str | None = None

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        id_, target = attributes.get("Id"), attributes.get("Target")
        if name != "Relationship" or id_ is None or target is None or attributes.get("TargetMode") == "External":
            return
        self.of[id_] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
        if attributes.get("Type", "").endswith("/sharedStrings"):
            self.strings = self.of[id_]

    def end(self, name: str) -> None: ...
    def text(self, text: str) -> None: ...
