"""A released schema may grow; it may not break those who read it."""

from typing import Any

import pytest

from aegis_contracts.compatibility import breaking_changes
from aegis_contracts.schemas import schema_of
from aegis_contracts.topics import ALL

OLD: dict[str, Any] = {
    "type": "object",
    "required": ["a"],
    "properties": {"a": {"type": "string"}, "b": {"enum": ["x", "y"]}, "c": {"$ref": "#/$defs/C"}},
    "$defs": {"C": {"type": "object", "properties": {"d": {"type": "array", "items": {"type": "integer"}}}}},
}


def changed(**properties: Any) -> dict[str, Any]:
    return OLD | {"properties": OLD["properties"] | properties}


def test_nothing_breaks_when_nothing_changes() -> None:
    for topic in ALL:
        assert breaking_changes(schema_of(topic), schema_of(topic)) == []


def test_an_optional_field_may_be_added() -> None:
    assert breaking_changes(OLD, changed(e={"type": "string"})) == []


@pytest.mark.parametrize(
    "new, said",
    [
        (changed(a={"type": "integer"}), "/a: type was 'string' and is 'integer'"),
        (changed(b={"enum": ["x"]}), "/b: no longer one of ['y']"),
        (OLD | {"required": ["a", "b"]}, "/: now requires ['b']"),
        (OLD | {"properties": {"a": {"type": "string"}, "c": OLD["properties"]["c"]}}, "/b: removed"),
        (OLD | {"$defs": {"C": {"type": "object", "properties": {}}}}, "/c/d: removed"),
    ],
)
def test_what_surprises_a_reader_is_named(new: dict[str, Any], said: str) -> None:
    assert breaking_changes(OLD, new) == [said]
