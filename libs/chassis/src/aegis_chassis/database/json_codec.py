"""JSON columns on asyncpg's connections: Python values in and out, by msgspec."""

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from asyncpg import Connection, Record

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


async def use_json_codecs(connection: "Connection[Record]") -> None:
    """Makes `connection` encode and decode json and jsonb itself."""
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: b"\x01" + _encode(value),  # the version of the binary form
        decoder=lambda data: _decode(data[1:]),
        format="binary",
    )
    await connection.set_type_codec("json", schema="pg_catalog", encoder=_encode, decoder=_decode, format="binary")


def given_as_it_is(value: Any) -> Any:
    """SQLAlchemy's JSON serialiser: the connection's own codec does the work, for both."""
    return value
