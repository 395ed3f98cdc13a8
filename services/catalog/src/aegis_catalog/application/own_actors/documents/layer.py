"""A Navigator layer as a list of techniques. Pure: from JSON as it was decoded to what it names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aegis_catalog.application.own_actors.named import NamedUse
from aegis_kernel.errors import Fault, Invalid

ENTRIES_MOST = 10_000
NAME_LONGEST = 100
COMMENT_LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Layer:
    """Its name, its description, and the techniques that it marks, in their order, with their comments."""

    name: str
    description: str
    techniques: tuple[NamedUse, ...]


def read_layer(layer: Mapping[str, Any]) -> Layer:
    """Reads a layer of any version 4.x. Techniques that are disabled, and those that only say how they are displayed
    (parents that stand open), are not of it. Raises `Invalid` with the place of what is wrong."""
    _require_version(layer)
    entries = layer.get("techniques")
    if not isinstance(entries, list) or not entries:
        raise _wrong("/layer/techniques", "A layer has a list of techniques, with at least one.", "missing")
    if len(entries) > ENTRIES_MOST:
        raise _wrong("/layer/techniques", f"At most {ENTRIES_MOST} entries.", "too_many")
    techniques = []
    for place, entry in enumerate(entries):
        technique = entry.get("techniqueID") if isinstance(entry, dict) else None
        if not isinstance(technique, str) or not 0 < len(technique.strip()) <= 20:
            raise _wrong(f"/layer/techniques/{place}/techniqueID", "The id of a technique.", "invalid")
        if _marks(entry):
            techniques.append(NamedUse(technique.strip().upper(), _text(entry.get("comment"))[:COMMENT_LONGEST]))
    if not techniques:
        raise _wrong("/layer/techniques", "The layer marks no technique.", "missing")
    return Layer(_text(layer.get("name"))[:NAME_LONGEST], _text(layer.get("description")), tuple(techniques))


def _require_version(layer: Mapping[str, Any]) -> None:
    versions = layer.get("versions")
    given = versions.get("layer") if isinstance(versions, dict) else layer.get("version")
    version = str(given) if isinstance(given, str | int | float) and not isinstance(given, bool) else ""
    if version != "4" and not version.startswith("4."):
        what = f"This one says {version[:20]}." if version else "This one does not say its version."
        detail = f"Layers of the versions 4.0 to 4.5 can be read. {what}"
        raise _wrong("/layer/versions/layer", detail, "unknown_version")


def _marks(entry: Mapping[str, Any]) -> bool:
    """Whether an entry says anything of its technique beyond how it is displayed."""
    if entry.get("enabled") is False:
        return False
    says = entry.get("score") is not None or any(entry.get(name) for name in ("color", "comment", "metadata", "links"))
    return says or entry.get("showSubtechniques") is not True


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _wrong(pointer: str, detail: str, code: str) -> Invalid:
    return Invalid("layer_invalid", detail, [Fault(pointer, detail, code)])
