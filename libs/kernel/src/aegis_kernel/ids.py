"""Identifiers: random, time-ordered ones for what is ours, name-based ones for what upstream named."""

import os
import time
from typing import Protocol
from uuid import UUID, uuid5

AEGIS_NS = UUID("8c5f9d6e-5b0a-5c39-9f0e-6a7d1b2c3e4f")
"""Namespace of every name-based id of Aegis. It never changes: ids in topics and databases rest on it."""


def named_id(*parts: str) -> UUID:
    """The id that a name always has: uuid5 of the parts, joined by ``|``."""
    return uuid5(AEGIS_NS, "|".join(parts))


def event_id(topic: str, key: str, version: int) -> UUID:
    """Id of the event that brought `key` of `topic` to `version`: republishing gives the same one."""
    return named_id(topic, key, str(version))


def uuid7() -> UUID:
    """A new RFC 9562 version 7 id: 48 bits of Unix milliseconds, then 74 random bits."""
    millis = time.time_ns() // 1_000_000
    value = (millis & 0xFFFF_FFFF_FFFF) << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


class Ids(Protocol):
    """Where new ids come from; a port, so that tests can say which."""

    def new(self) -> UUID: ...


class RandomIds:
    """Time-ordered random ids."""

    def new(self) -> UUID:
        return uuid7()
