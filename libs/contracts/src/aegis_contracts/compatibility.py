"""What breaks those who read a topic: used to keep a released schema from changing under them."""

from collections.abc import Iterator
from typing import Any


def breaking_changes(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Each way in which records of schema `new` could surprise a reader of `old`, with its place; empty for none.

    Fields may be added when they are not required. Fields removed, types changed, words taken from an enumeration,
    and fields made required break.
    """
    return list(_compare(old, new, "", old, new, set()))


def _compare(
    old: Any, new: Any, place: str, old_root: dict[str, Any], new_root: dict[str, Any], seen: set[tuple[str, str]]
) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict) and "$ref" in old and "$ref" in new:
        pair = (str(old["$ref"]), str(new["$ref"]))
        if pair in seen:
            return
        seen.add(pair)
    old, new = _resolved(old, old_root), _resolved(new, new_root)
    if not isinstance(old, dict) or not isinstance(new, dict):
        return
    if old.get("type") != new.get("type"):
        yield f"{place or '/'}: type was {old.get('type')!r} and is {new.get('type')!r}"
    if gone := set(map(str, old.get("enum", ()))) - set(map(str, new.get("enum", ()))):
        yield f"{place or '/'}: no longer one of {sorted(gone)}"
    if added := set(new.get("required", ())) - set(old.get("required", ())):
        yield f"{place or '/'}: now requires {sorted(added)}"
    for name, child in old.get("properties", {}).items():
        if name not in new.get("properties", {}):
            yield f"{place}/{name}: removed"
            continue
        yield from _compare(child, new["properties"][name], f"{place}/{name}", old_root, new_root, seen)
    if "items" in old and "items" in new:
        yield from _compare(old["items"], new["items"], f"{place}/[]", old_root, new_root, seen)
    for index, (before, after) in enumerate(zip(old.get("anyOf", ()), new.get("anyOf", ()), strict=False)):
        yield from _compare(before, after, f"{place}/anyOf/{index}", old_root, new_root, seen)
    if len(old.get("anyOf", ())) > len(new.get("anyOf", ())):
        yield f"{place or '/'}: fewer alternatives than before"


def _resolved(schema: Any, root: dict[str, Any]) -> Any:
    while isinstance(schema, dict) and "$ref" in schema:
        schema = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    return schema
