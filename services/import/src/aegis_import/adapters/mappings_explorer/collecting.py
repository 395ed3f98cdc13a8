"""Gathers rows, of one domain's file after the other, by control."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec import Raw
from msgspec.structs import replace

from aegis_contracts.imported.defences import ControlItem, ControlMapping, NonMappable
from aegis_import.adapters.archives.json_files import check_count, json_part
from aegis_import.adapters.archives.json_text import BadJson
from aegis_import.adapters.archives.salvage import salvage
from aegis_import.adapters.mappings_explorer.frameworks import Framework
from aegis_import.adapters.mappings_explorer.rows import Metadata, Row, line
from aegis_import.application.report import Report

_TECHNIQUE_ID = re.compile(r"T\d{4}(\.\d{3})?")
ROWS = 100_000
"""Honest ones are some 5,000."""
_NON_MAPPABLE = "non_mappable"


@dataclass(slots=True)
class _Control:
    path: str
    named: str = ""
    family: str = ""
    mappings: dict[tuple[str, str | None], ControlMapping] = field(default_factory=dict)


class Collected:
    """Controls with their mappings, and the rows that are none. `rows` and `complete` count rows as written."""

    def __init__(self, framework: Framework, report: Report) -> None:
        self.rows = 0
        self.complete = 0
        self.non_mappable: dict[NonMappable, None] = {}
        self.controls: dict[str, _Control] = {}
        self._framework = framework
        self._report = report

    def take(self, path: str, metadata: Metadata, values: Sequence[Raw]) -> None:
        """Takes a file's rows. One that cannot be read is left out, with a warning."""
        check_count(path, self.rows + len(values), ROWS)
        for raw in values:
            self.rows += 1
            row = self._row(path, raw)
            if row is not None:
                self._take(path, metadata, row)

    def item(self, key: str, attack_version: str | None) -> ControlItem:
        """A control as an entry, mappings by technique."""
        found, framework = self.controls[key], self._framework
        label = framework.label(key)
        parent = framework.parent(key)
        return ControlItem(
            framework_id=framework.id,
            label=label,
            name=(found.named if framework.titled else "") or label,
            description="" if framework.titled else found.named,
            family=found.family,
            parent_id=framework.control_id(parent) if parent else None,
            attack_version=attack_version,
            mappings=tuple(mapping for _, mapping in sorted(found.mappings.items(), key=_place)),
            mapping_only=framework.mapping_only,
        )

    def _row(self, path: str, raw: Raw) -> Row | None:
        try:
            value = json_part(raw)
        except BadJson as error:
            self._warn("bad_mapping", f"is left out: {error}", path)
            return None
        if not isinstance(value, dict):
            self._warn("bad_mapping", "is left out: it is no object", path)
            return None
        row, left_out = salvage(value, Row)
        for name, reason in left_out:
            self._warn("bad_field", f"has no {name}: {reason}", path)
        return row

    def _take(self, path: str, metadata: Metadata, row: Row) -> None:
        key = self._key(path, row)
        technique = self._technique(path, row)
        control = self._control(path, metadata, row, key) if key is not None else None
        non_mappable = _NON_MAPPABLE in (row.status, row.mapping_type)
        if not non_mappable and row.capability_id and row.attack_object_id:
            self.complete += 1
            if control is not None and technique is not None:
                self._map(control, key or "", technique, row, path)
        elif key is not None or technique is not None:
            none = NonMappable(
                control=self._framework.label(key) if key is not None else None,
                technique_id_named=technique,
                comment=line(row.comments),
                domain=metadata.technology_domain,
            )
            self.non_mappable[none] = None
        else:
            self._warn("bad_mapping", "is left out: it names neither a control nor a technique", path)

    def _map(self, control: _Control, key: str, technique: str, row: Row, path: str) -> None:
        type_ = "/".join(filter(None, (row.mapping_type, row.score_category))) or None
        mapping = ControlMapping(
            technique_id_named=technique,
            type=type_,
            comment=line(row.comments),
            status=row.status,
            references=tuple(row.references or ()),
            control_named=named if (named := line(row.capability_id)) != self._framework.label(key) else None,
            score=row.score_value,
        )
        first = control.mappings.setdefault((technique, type_), mapping)
        if first is not mapping and first != replace(mapping, control_named=first.control_named):
            self._warn("repeated_key", f"maps {row.capability_id} to {technique} again; the first row counts", path)

    def _control(self, path: str, metadata: Metadata, row: Row, key: str) -> _Control:
        control = self.controls.setdefault(key, _Control(path))
        control.named = control.named or line(row.capability_description)
        group = row.capability_group or ""
        control.family = control.family or line(metadata.capability_groups.get(group, group))
        return control

    def _key(self, path: str, row: Row) -> str | None:
        if not row.capability_id:
            return None
        key = self._framework.key(row.capability_id)
        if key is None:
            self._warn("bad_control_id", f"names {row.capability_id[:40]!r}, which is not a control's id", path)
        return key

    def _technique(self, path: str, row: Row) -> str | None:
        technique = (row.attack_object_id or "").strip().upper()
        if not technique or _TECHNIQUE_ID.fullmatch(technique):
            return technique or None
        self._warn("bad_technique_id", f"names {technique[:40]!r}, which is not a technique's id", path)
        return None

    def _warn(self, code: str, reason: str, path: str) -> None:
        self._report.warning(code, f"Row {self.rows} {reason}.", path=path, kind="control")


def _place(pair: tuple[tuple[str, str | None], ControlMapping]) -> tuple[str, str]:
    (technique, type_), _ = pair
    return technique, type_ or ""
