"""Gathers rows by control and safeguard."""

import re
from dataclasses import dataclass, field

from aegis_contracts.ids import content_id
from aegis_contracts.imported.defences import ControlItem, ControlMapping
from aegis_import.adapters.cis_v8 import sheet
from aegis_import.adapters.cis_v8.sheet import Columns
from aegis_import.adapters.spreadsheets.rows import Row
from aegis_import.application.report import Report

UPSTREAM = "cis-v8"
_CONTROL = re.compile(r"\d{1,2}", re.ASCII)
_SAFEGUARD = re.compile(r"\d{1,2}\.\d{1,2}", re.ASCII)
_TECHNIQUE_ID = re.compile(r"T\d{4}(\.\d{3})?")


@dataclass(slots=True, kw_only=True)
class _Found:
    """`mappings` are the mitigations by which a safeguard counters a technique."""

    title: str
    description: str
    asset_type: str = ""
    security_function: str = ""
    groups: tuple[str, ...] = ()
    mappings: dict[str, dict[str, None]] = field(default_factory=dict)


class Controls:
    """Takes rows one by one. `rows` counts those below the header, `mapped` those with a technique."""

    def __init__(self, path: str, report: Report) -> None:
        self.rows = 0
        self.mapped = 0
        self._path = path
        self._report = report
        self._found: dict[str, _Found] = {}

    def take(self, number: int, columns: Columns, row: Row) -> None:
        """A row without asset type is a control, any other a safeguard: its number is text, for 3.1 is not 3.10."""
        self.rows += 1
        is_safeguard = bool(columns.of(row, sheet.ASSET_TYPE).strip())
        key = columns.of(row, sheet.SAFEGUARD if is_safeguard else sheet.CONTROL).strip()
        title = columns.of(row, sheet.TITLE).strip()
        if not (_SAFEGUARD if is_safeguard else _CONTROL).fullmatch(key):
            self._bad(number, f"{key[:20]!r} is not the number of a {'safeguard' if is_safeguard else 'control'}", None)
        elif not title:
            self._bad(number, "It has no title", key)
        else:
            found = self._found.get(key)
            if found is None:
                found = self._found[key] = _read(columns, row, title)
            if columns.of(row, sheet.MITIGATES).strip().upper() == "Y":
                self._map(found, columns, row, number, key)

    def items(self, attack_version: str | None) -> list[tuple[str, ControlItem]]:
        """The controls and safeguards in the sheet's order, by key."""
        return [(key, self._item(key, found, attack_version)) for key, found in self._found.items()]

    def _map(self, found: _Found, columns: Columns, row: Row, number: int, key: str) -> None:
        self.mapped += 1
        technique = columns.of(row, sheet.TECHNIQUE).strip().upper()
        if not _TECHNIQUE_ID.fullmatch(technique):
            reason = f"Row {number} is left out: {technique[:40]!r} is not a technique's id."
            self._report.warning("bad_technique_id", reason, path=self._path, kind="control", key=key)
            return
        by = (columns.of(row, title).strip() for title in (sheet.MITIGATION_ID, sheet.MITIGATION_TITLE))
        found.mappings.setdefault(technique, {})[" ".join(filter(None, by))] = None

    def _item(self, key: str, found: _Found, attack_version: str | None) -> ControlItem:
        control, _, safeguard = key.partition(".")
        above = self._found.get(control)
        return ControlItem(
            framework_id=content_id(UPSTREAM, "framework", UPSTREAM),
            label=key,
            name=found.title,
            description=found.description,
            family=above.title if above else "",
            parent_id=content_id(UPSTREAM, "control", control) if safeguard else None,
            groups=found.groups,
            asset_type=found.asset_type or None,
            security_function=found.security_function or None,
            attack_version=attack_version,
            mappings=tuple(
                ControlMapping(technique_id_named=technique, type="mitigates", comment="; ".join(filter(None, by)))
                for technique, by in sorted(found.mappings.items())
            ),
        )

    def _bad(self, number: int, reason: str, key: str | None) -> None:
        self._report.bad_entry("bad_row", f"{reason}.", path=self._path, kind="control", key=key, line=number)


def _read(columns: Columns, row: Row, title: str) -> _Found:
    return _Found(
        title=title,
        description=columns.of(row, sheet.DESCRIPTION),
        asset_type=columns.of(row, sheet.ASSET_TYPE).strip(),
        security_function=columns.of(row, sheet.SECURITY_FUNCTION).strip(),
        groups=tuple(group.lower() for group in sheet.GROUPS if columns.of(row, group).strip().lower() == "x"),
    )
