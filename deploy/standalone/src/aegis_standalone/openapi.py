"""The HTTP documents of all services as one."""

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Litestar

from aegis_chassis.web.openapi import openapi_document

TITLE = "Aegis"
_REF = "#/components/schemas/"


class Collision(Exception):
    """Two services answer one path."""


def merged(apps: Mapping[str, Litestar]) -> dict[str, Any]:
    """One OpenAPI 3.1 document with every path of `apps` (by service). A schema that all services have alike keeps its
    name, any other is named after its service (``catalog.TechniqueView``). Raises `Collision`."""
    documents = {service: _plain(openapi_document(app)) for service, app in apps.items()}
    schemas = {service: document["components"]["schemas"] for service, document in documents.items()}
    first = next(iter(schemas.values()))
    alike = {name for name, schema in first.items() if all(other.get(name) == schema for other in schemas.values())}
    whole: dict[str, Any] = {}
    for service, document in documents.items():
        names = {name: name if name in alike else f"{service}.{name}" for name in schemas[service]}
        renamed = _renamed(document, names)
        renamed["components"]["schemas"] = {names[n]: s for n, s in renamed["components"]["schemas"].items()}
        if not whole:
            whole = renamed | {"info": {**renamed["info"], "title": TITLE}}
            continue
        if both := whole["paths"].keys() & renamed["paths"].keys():
            raise Collision(f"answered by two services: {', '.join(sorted(both))}")
        whole["paths"] |= renamed["paths"]
        for kind, parts in renamed["components"].items():
            whole["components"][kind] = whole["components"].get(kind, {}) | parts
    return whole | {"paths": dict(sorted(whole["paths"].items()))}


def _plain(document: dict[str, Any]) -> dict[str, Any]:
    """The document as JSON has it: defaults of fields may be structs."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(document))
    return plain


def _renamed(part: Any, names: Mapping[str, str]) -> Any:
    """`part` with its references to schemas led to their new names."""
    if isinstance(part, dict):
        return {
            key: _REF + names[value.removeprefix(_REF)]
            if key == "$ref" and isinstance(value, str) and value.startswith(_REF)
            else _renamed(value, names)
            for key, value in part.items()
        }
    if isinstance(part, list):
        return [_renamed(one, names) for one in part]
    return part
