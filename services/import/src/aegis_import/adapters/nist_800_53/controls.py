"""Controls and enhancements of a catalogue as entries."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from aegis_contracts.imported.defences import ControlItem
from aegis_import.adapters.archives.json_files import check_count
from aegis_import.adapters.archives.salvage import salvage
from aegis_import.adapters.nist_800_53.baselines import Baselines
from aegis_import.adapters.nist_800_53.ids import control_id, control_key, control_label, framework_id
from aegis_import.adapters.nist_800_53.oscal import Control, Group, Param
from aegis_import.adapters.nist_800_53.prose import Prose
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.report import Report

UPSTREAM_FILE = (
    "https://github.com/usnistgov/oscal-content/blob/main/nist.gov/SP800-53/rev5/json/NIST_SP-800-53_rev5_catalog.json"
)
CONTROLS = 20_000
"""Honest ones are some 1,200."""
_SUCCESSIONS = frozenset({"incorporated-into", "moved-to"})


class Controls:
    """Yields the entries in the order of the catalogue; `keys` are those seen so far."""

    def __init__(self, path: str, groups: list[Any], baselines: Baselines, report: Report) -> None:
        self.keys: set[str] = set()
        self._looked_at = 0
        self._path = path
        self._groups = groups
        self._baselines = baselines
        self._report = report

    def __iter__(self) -> Iterator[ParsedClaim]:
        for value in self._groups:
            yield from self._of_group(value)

    def _of_group(self, value: Any) -> Iterator[ParsedClaim]:
        self._looked_at += 1
        check_count(self._path, self._looked_at, CONTROLS)
        if not isinstance(value, dict):
            self._report.bad_entry("not_an_object", "A family is no object.", path=self._path, kind="control")
            return
        group, left_out = salvage(value, Group)
        for field, reason in left_out:
            # Its controls, perhaps: what they gave before stays.
            self._report.bad_entry(
                "bad_object", f"{field} of a family is left out: {reason}.", path=self._path, kind="control"
            )
        for control in group.controls:
            yield from self._of_control(control, group.title, None, {})
        for below in group.groups:
            yield from self._of_group(below)

    def _of_control(
        self, value: Any, family: str, parent: str | None, params: Mapping[str, Param]
    ) -> Iterator[ParsedClaim]:
        self._looked_at += 1
        check_count(self._path, self._looked_at, CONTROLS)
        key = _key(value)
        one = self._readable(value, key)
        if one is not None and key is not None:
            self.keys.add(key)
            params = {**params, **{param.id: param for param in one.params}}
            yield self._claim(one, key, family, parent, params)
        for below in _below(value):
            yield from self._of_control(below, family, key, params)

    def _readable(self, value: Any, key: str | None) -> Control | None:
        """The control, or None, and reported, when it has no id or no title. Its enhancements come in all the same."""
        reason = "It has no id."
        if key is not None:
            try:
                one, left_out = salvage(value, Control)
            except msgspec.ValidationError as error:
                reason = f"A required field cannot be read: {error}."
            else:
                for field, why in left_out:
                    self._report.warning(
                        "bad_field", f"{field} is left empty: {why}.", path=self._path, kind="control", key=key
                    )
                return one
        self._report.bad_entry("bad_object", reason, path=self._path, kind="control", key=key)
        return None

    def _claim(
        self, one: Control, key: str, family: str, parent: str | None, params: Mapping[str, Param]
    ) -> ParsedClaim:
        prose = Prose(params)
        item = ControlItem(
            framework_id=framework_id(),
            label=_label(one, key),
            name=one.title.strip(),
            description=prose.of(one.parts, "statement"),
            guidance=prose.of(one.parts, "guidance"),
            family=family.strip(),
            parent_id=control_id(parent) if parent else None,
            groups=self._baselines.of(key),
            withdrawn=any(prop.name == "status" and prop.value.strip().lower() == "withdrawn" for prop in one.props),
            successors=tuple(dict.fromkeys(_successor(link.href) for link in one.links if link.rel in _SUCCESSIONS)),
        )
        return ParsedClaim(key=key, item=item, path=self._path, url=UPSTREAM_FILE)


def _key(value: Any) -> str | None:
    id_ = value.get("id") if isinstance(value, dict) else None
    if not isinstance(id_, str) or not id_.strip():
        return None
    return control_key(id_) or id_.strip().lower()


def _below(value: Any) -> list[Any]:
    below = value.get("controls", []) if isinstance(value, dict) else []
    return below if isinstance(below, list) else []


def _label(one: Control, key: str) -> str:
    """The prop ``label``; newer catalogues have further ones of a class (``zero-padded``)."""
    labels = [prop for prop in one.props if prop.name == "label" and prop.value.strip()]
    plain = [prop for prop in labels if prop.class_ is None] or labels
    return plain[0].value.strip() if plain else control_label(key)


def _successor(href: str) -> str:
    """The label of what a link leads to: a control (``#ac-2.1``), the control of a part (``#ac-2_smt.k``), a family."""
    id_ = href.removeprefix("#").split("_", 1)[0]
    return control_label(control_key(id_) or id_)
