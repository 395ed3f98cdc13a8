"""An object that does not fit its struct: required fields decide whether it is bad, others are left empty (rule 4)."""

from typing import Any, TypeVar

import msgspec
from msgspec.structs import fields

S = TypeVar("S", bound=msgspec.Struct)


def salvage(value: dict[str, Any], type_: type[S]) -> tuple[S, list[tuple[str, str]]]:
    """The object without its unreadable optional fields, and (field, reason) of each of those.

    Raises `msgspec.ValidationError` when a required field is missing or unreadable.
    """
    try:
        return msgspec.convert(value, type_), []
    except msgspec.ValidationError:
        return _in_part(value, type_)


def _in_part(value: dict[str, Any], type_: type[S]) -> tuple[S, list[tuple[str, str]]]:
    readable: dict[str, Any] = {}
    left_out: list[tuple[str, str]] = []
    for field in fields(type_):
        if field.encode_name not in value:
            continue
        given = value[field.encode_name]
        try:
            msgspec.convert(given, field.type)
        except msgspec.ValidationError as error:
            if field.required:
                raise msgspec.ValidationError(f"{field.name}: {error}") from error
            left_out.append((field.name, str(error)))
        else:
            readable[field.encode_name] = given
    return msgspec.convert(readable, type_), left_out
