"""The JSON Schema of each topic's records, made from the state structs."""

from typing import Any

import msgspec

from aegis_kernel.facts import Topic

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(topic: Topic[Any]) -> dict[str, Any]:
    """The schema of the value of every record on `topic`: the whole state, old values of what changed, a reason."""
    (state,), components = msgspec.json.schema_components([topic.state], ref_template="#/$defs/{name}")
    schema = {
        "$schema": DIALECT,
        "$id": f"urn:aegis:schema:{topic.name}.v1",
        "title": topic.name,
        "description": (topic.state.__doc__ or topic.name).split("\n\n", maxsplit=1)[0].replace("\n", " "),
        "type": "object",
        "required": ["state"],
        "properties": {
            "state": state,
            "changed": {"type": "object", "description": "Old values of the fields that changed, by field name."},
            "reason": {"type": ["string", "null"]},
        },
        "$defs": dict(sorted(components.items())),
    }
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(schema))
    return plain
