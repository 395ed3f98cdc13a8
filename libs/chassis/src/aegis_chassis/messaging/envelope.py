"""CloudEvents 1.0, Kafka protocol binding, binary mode: a fact as headers and a JSON value, and back."""

from datetime import UTC, datetime
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec

from aegis_chassis.messaging.bus import Outgoing
from aegis_kernel.facts import Fact, Topic

S = TypeVar("S")

CONTENT_TYPE = "application/json"
SPEC_VERSION = "1.0"


class Data(msgspec.Struct, Generic[S], frozen=True, kw_only=True, omit_defaults=True):
    """The value of every record: the whole state, old values of what changed, and why."""

    state: S
    changed: dict[str, Any] = {}
    reason: str | None = None


class Undecodable(Exception):
    """A record that is not a fact of its topic; it goes to the dead letters at once."""


@cache
def _decoder(state: type[S]) -> "msgspec.json.Decoder[Data[S]]":
    return msgspec.json.Decoder(Data[state])  # type: ignore[valid-type]  # a type argument made at run time


_encoder = msgspec.json.Encoder()


def encode(fact: Fact[Any], *, source: str, value: bytes | None = None) -> Outgoing:
    """A fact as the record that carries it. `source` is the service that says it. `value` is for whoever has encoded
    the data already, in another process say; the fact's own state is not looked at then."""
    headers = {
        "content-type": CONTENT_TYPE,
        "ce_specversion": SPEC_VERSION,
        "ce_id": str(fact.id),
        "ce_type": fact.type,
        "ce_source": f"/aegis/{source}",
        "ce_subject": fact.key,
        "ce_time": _timestamp(fact.time),
        "ce_sequence": str(fact.version),
    }
    extensions = {
        "ce_correlationid": fact.correlation_id,
        "ce_causationid": fact.causation_id,
        "ce_actorid": fact.actor_id,
        "ce_traceparent": fact.traceparent,
    }
    headers.update({name: text for name, text in extensions.items() if text is not None})
    if value is None:
        value = _encoder.encode(Data(state=fact.state, changed=dict(fact.changed), reason=fact.reason))
    return Outgoing(topic=fact.topic, key=fact.key, headers=headers, value=value)


def decode(topic: Topic[S], key: str, headers: "dict[str, str] | Any", value: bytes) -> Fact[S]:
    """The fact that a record carries. Raises `Undecodable` with what is wrong."""
    try:
        data: Data[S] = _decoder(topic.state).decode(value)  # type: ignore[arg-type]  # a class is hashable
        return Fact(
            topic=topic.name,
            key=key,
            version=int(headers.get("ce_sequence", "0")),
            type=headers["ce_type"],
            id=UUID(headers["ce_id"]),
            time=datetime.fromisoformat(headers["ce_time"]),
            state=data.state,
            changed=data.changed,
            reason=data.reason,
            actor_id=headers.get("ce_actorid"),
            correlation_id=headers.get("ce_correlationid"),
            causation_id=headers.get("ce_causationid"),
            traceparent=headers.get("ce_traceparent"),
        )
    except KeyError as error:
        raise Undecodable(f"header {error.args[0]} is missing") from error
    except (ValueError, msgspec.MsgspecError) as error:
        raise Undecodable(str(error)) from error


def _timestamp(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
