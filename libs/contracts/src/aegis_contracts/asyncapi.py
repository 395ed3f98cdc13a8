"""The AsyncAPI 3 document of all public topics, for whoever subscribes."""

from typing import Any

from aegis_contracts.schemas import schema_of
from aegis_contracts.topics import ALL
from aegis_kernel.facts import Topic

_HEADERS = {
    "type": "object",
    "required": ["content-type", "ce_specversion", "ce_id", "ce_type", "ce_source", "ce_subject", "ce_time"],
    "properties": {
        "content-type": {"const": "application/json"},
        "ce_specversion": {"const": "1.0"},
        "ce_id": {"type": "string", "format": "uuid", "description": "The same for every delivery and republication."},
        "ce_type": {"type": "string"},
        "ce_source": {"type": "string"},
        "ce_subject": {"type": "string", "description": "The aggregate's id: the record's key."},
        "ce_time": {"type": "string", "format": "date-time"},
        "ce_sequence": {"type": "string", "description": "The aggregate's version after the event; rises by one."},
        "ce_correlationid": {"type": "string"},
        "ce_causationid": {"type": "string"},
        "ce_actorid": {"type": "string"},
        "ce_traceparent": {"type": "string"},
    },
}


def document() -> dict[str, Any]:
    """The whole document; private topics are left out."""
    public = [topic for topic in ALL if not topic.private]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Aegis domain events",
            "version": "1",
            "description": "CloudEvents 1.0 in binary mode. At least once, in order per key. "
            "Every record carries the whole state; its type says why it was sent.",
        },
        "defaultContentType": "application/json",
        "channels": {topic.name: _channel(topic) for topic in public},
        "operations": {
            f"receive.{topic.name}": {"action": "receive", "channel": {"$ref": f"#/channels/{topic.name}"}}
            for topic in public
        },
        "components": {"schemas": {topic.name: schema_of(topic) for topic in public}},
    }


def _channel(topic: Topic[Any]) -> dict[str, Any]:
    return {
        "address": topic.name,
        "description": f"Written by {topic.owner}. Kept: {_kept(topic)}. Partitions: {topic.spec.partitions}.",
        "messages": {
            name: {
                "name": wire,
                "title": name,
                "headers": _HEADERS | {"properties": _HEADERS["properties"] | {"ce_type": {"const": wire}}},  # type: ignore[operator]  # a dict of dicts, typed as objects
                "payload": {"$ref": f"#/components/schemas/{topic.name}"},
            }
            for name, wire in topic.types.items()
        },
        "bindings": {"kafka": {"partitions": topic.spec.partitions, "topicConfiguration": _configuration(topic)}},
    }


def _configuration(topic: Topic[Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {"cleanup.policy": [topic.spec.cleanup.value]}
    if topic.spec.retention_seconds is not None:
        kept["retention.ms"] = topic.spec.retention_seconds * 1000
    return kept


def _kept(topic: Topic[Any]) -> str:
    if topic.spec.cleanup == "compact":
        return "the last record of each key"
    if topic.spec.retention_seconds is None:
        return "for good"
    return f"{topic.spec.retention_seconds // 86_400} days"
