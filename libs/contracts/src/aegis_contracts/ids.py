"""Ids that several services compute alike."""

from uuid import UUID

from aegis_kernel.ids import named_id


def content_id(upstream: str, kind: str, key: str) -> UUID:
    """The id of a catalogue item in every service and topic: of `key` in the namespace `upstream` that gave it out."""
    return named_id(upstream, kind, key)


def claim_id(source: str, kind: str, key: str) -> UUID:
    """The id of one source's version of an item; `source` is the data source's name."""
    return named_id("claim", source, kind, key)
