"""All that is wrong with a body, not only the first thing: msgspec stops there, people want the list."""

from collections.abc import Iterator
from typing import Any, Union, get_args, get_origin

import msgspec

from aegis_kernel.errors import Fault

MAX_FAULTS = 100
_DEEPEST = 32


def faults_of(value: Any, type_: Any) -> list[Fault]:
    """What keeps `value`, decoded JSON, from being a `type_`: at most `MAX_FAULTS`, each with its JSON pointer. Looks
    into structs, lists, mappings and what is optional; of other unions it tells what msgspec says."""
    found: list[Fault] = []
    for fault in _walk(value, type_, "", 0):
        found.append(fault)
        if len(found) == MAX_FAULTS:
            break
    return found


def zero_bytes_in(value: Any) -> Iterator[str]:
    """Where in decoded JSON a text, or the name of a member, holds a zero byte: JSON pointers."""
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        pointer, one = waiting.pop()
        if isinstance(one, str):
            if "\x00" in one:
                yield pointer
        elif isinstance(one, dict):
            for name, item in one.items():
                if "\x00" in name:
                    yield pointer
                waiting.append((f"{pointer}/{_escaped(name)}", item))
        elif isinstance(one, list):
            waiting += [(f"{pointer}/{place}", item) for place, item in enumerate(one)]


def _walk(value: Any, type_: Any, pointer: str, depth: int) -> Iterator[Fault]:
    try:
        msgspec.convert(value, type_, strict=True)
    except msgspec.ValidationError as error:
        inner = list(_inside(value, type_, pointer, depth)) if depth < _DEEPEST else []
        if inner:
            yield from inner
        else:
            yield _said(error, pointer)


def _inside(value: Any, type_: Any, pointer: str, depth: int) -> Iterator[Fault]:
    type_ = _bare(type_)
    if isinstance(value, dict) and isinstance(type_, type) and issubclass(type_, msgspec.Struct):
        yield from _fields(value, type_, pointer, depth)
    elif isinstance(value, list) and get_origin(type_) in {list, tuple, set, frozenset}:
        inner = _item_types(type_, len(value))
        for index, (item, item_type) in enumerate(zip(value, inner, strict=False)):
            yield from _walk(item, item_type, f"{pointer}/{index}", depth + 1)
    elif isinstance(value, dict) and get_origin(type_) is dict:
        _, item_type = get_args(type_)
        for key, item in value.items():
            yield from _walk(item, item_type, f"{pointer}/{_escaped(key)}", depth + 1)


def _fields(value: dict[str, Any], struct: type[msgspec.Struct], pointer: str, depth: int) -> Iterator[Fault]:
    known = {field.encode_name: field for field in msgspec.structs.fields(struct)}
    tag = struct.__struct_config__.tag_field
    if struct.__struct_config__.forbid_unknown_fields:
        for name in value:
            if name not in known and name != tag:
                yield Fault(f"{pointer}/{_escaped(name)}", "There is no such field.", "unknown_field")
    for name, field in known.items():
        if name in value:
            yield from _walk(value[name], field.type, f"{pointer}/{_escaped(name)}", depth + 1)
        elif field.required:
            yield Fault(f"{pointer}/{_escaped(name)}", "This field is needed.", "missing")


def _bare(type_: Any) -> Any:
    """The type without its annotations and without None or UNSET, when one alternative is left."""
    while True:
        origin = get_origin(type_)
        if hasattr(type_, "__metadata__"):
            type_ = get_args(type_)[0]
        elif origin is Union or type(type_).__name__ == "UnionType":
            others = [one for one in get_args(type_) if one not in {type(None), msgspec.UnsetType}]
            if len(others) != 1:
                return type_
            type_ = others[0]
        else:
            return type_


def _item_types(type_: Any, count: int) -> list[Any]:
    arguments = get_args(type_)
    if get_origin(type_) is tuple and arguments[-1:] != (...,):
        return list(arguments)
    return [arguments[0]] * count


def _said(error: msgspec.ValidationError, pointer: str) -> Fault:
    """msgspec's own words: `Expected `int`, got `str` - at `$.a[0]``."""
    text, _, place = str(error).partition(" - at `$")
    return Fault(pointer + _pointer_of(place.rstrip("`")), f"{text.replace('`', '')}.", "invalid")


def _pointer_of(path: str) -> str:
    return path.replace("[...]", "/-").replace("[", "/").replace("]", "").replace(".", "/")


def _escaped(name: str) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")[:100]
