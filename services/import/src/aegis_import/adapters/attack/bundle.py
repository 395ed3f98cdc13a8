"""Decodes a STIX bundle and files its objects by id. Objects are decoded one by one, so that a bad one is only itself
bad, and so that memory holds one untyped object at a time."""

from datetime import datetime
from typing import Any, TypeVar

import msgspec

from aegis_import.adapters.archives.json_files import check_count
from aegis_import.adapters.archives.json_text import BadJson, decode_json, repeated_key, without_mark
from aegis_import.adapters.archives.salvage import salvage
from aegis_import.adapters.attack.stix import KIND_OF_TYPE, TYPES, Relationship, StixObject
from aegis_import.application.parsing import BadArchive
from aegis_import.application.report import Report

O = TypeVar("O", bound=StixObject)  # noqa: E741  # an object


class _Text(msgspec.Struct):
    """A bundle with its objects left as text."""

    objects: list[msgspec.Raw]
    type: str = ""


class Bundle:
    """The objects of one bundle by id, its relationships apart."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.objects: dict[str, StixObject] = {}
        self.relationships: dict[str, Relationship] = {}
        self.size = 0
        """Objects in the bundle, those that are not read counted."""

    def of(self, type_: type[O]) -> list[O]:
        """The objects of a type, in the bundle's order."""
        return [found for found in self.objects.values() if isinstance(found, type_)]

    def get(self, id_: str, type_: type[O]) -> O | None:
        """The object of this id when it is of this type."""
        found = self.objects.get(id_)
        return found if isinstance(found, type_) else None

    def newest(self) -> datetime | None:
        """The newest change of any object."""
        changes = [
            one.modified for group in (self.objects, self.relationships) for one in group.values() if one.modified
        ]
        return max(changes, default=None)

    def add(self, one: StixObject, report: Report) -> None:
        """Files an object; of two with one id the newer stays, else the first, and the other is reported (rule 12)."""
        shelf: dict[str, Any] = self.relationships if isinstance(one, Relationship) else self.objects
        earlier: StixObject | None = shelf.get(one.id)
        if earlier is not None:
            report.warning(
                "repeated_key",
                "Two objects have this id; the newer one counts.",
                path=self.path,
                key=one.id,
            )
            if not (one.modified and earlier.modified and one.modified > earlier.modified):
                return
        shelf[one.id] = one


def read_bundle(path: str, text: bytes | bytearray, report: Report, *, depth: int) -> Bundle:
    """The bundle in `text`. Raises `BadArchive` when the whole is no STIX bundle or holds no object."""
    try:
        decoded = msgspec.json.decode(without_mark(text), type=_Text)
    except RecursionError as error:
        raise BadArchive("not_a_bundle", f"{path} is nested deeper than {depth}.") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadArchive("not_a_bundle", f"{path} is not a STIX bundle: {error}.") from error
    if decoded.type != "bundle":
        raise BadArchive("not_a_bundle", f"{path} is not a STIX bundle: its type is {decoded.type[:40]!r}.")
    if not decoded.objects:
        raise BadArchive("no_entries", f"{path} is a STIX bundle without objects.")
    check_count(path, len(decoded.objects))
    bundle = Bundle(path)
    bundle.size = len(decoded.objects)
    for raw in decoded.objects:
        _read_object(raw, bundle, report, depth)
    return bundle


def _read_object(raw: msgspec.Raw, bundle: Bundle, report: Report, depth: int) -> None:
    try:
        value = decode_json(raw, depth=depth)
    except BadJson as error:
        _skip(bundle, report, "bad_json", f"An object cannot be read: {error}.")
        return
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        _skip(bundle, report, "not_an_object", "An object of the bundle has no type.")
        return
    type_ = TYPES.get(value["type"])
    if type_ is None:
        report.not_entries += 1
        return
    kind = KIND_OF_TYPE.get(value["type"]) or str(value["type"])
    key = value["id"] if isinstance(value.get("id"), str) else None
    if (repeated := repeated_key(bytes(raw), value)) is not None:
        _skip(bundle, report, "repeated_json_key", f"The object names {repeated[:40]!r} twice.", kind, key)
        return
    try:
        one, left_out = salvage(value, type_)
    except msgspec.ValidationError as error:
        _skip(bundle, report, "bad_object", f"A required field cannot be read: {error}.", kind, key)
        return
    for field, reason in left_out:
        report.warning("bad_field", f"{field} is left empty: {reason}.", path=bundle.path, kind=kind, key=key)
    bundle.add(one, report)


def _skip(
    bundle: Bundle, report: Report, code: str, reason: str, kind: str = "unknown", key: str | None = None
) -> None:
    """Reports a bad object. One whose id cannot be read may be any that came before: nothing is withdrawn then."""
    report.bad_entry(code, reason, path=bundle.path, kind=kind, key=key)
    if key is None:
        report.incomplete()
