"""What the first sight of a feed's entry decided, which stays when the entry changes."""

import msgspec

from aegis_contracts.import_content import Claim
from aegis_contracts.imported.intel import IntelItem
from aegis_import.application.reads import ReadEntry

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Claim).decode

KINDS_SEEN = frozenset({"intel"})
"""The kinds whose first sight decides something."""


def as_first_seen(entry: ReadEntry, before: bytes) -> ReadEntry:
    """The entry, which changed since its state was `before`, still on the item that its first link or id made it one
    with, and still of the day when it was first seen, where its feed says none."""
    was, now = _decode(before), _decode(entry.state)
    if not isinstance(was.item, IntelItem) or not isinstance(now.item, IntelItem):
        return entry
    item = now.item
    if item.first_seen and was.item.published is not None:
        item = msgspec.structs.replace(item, published=was.item.published, first_seen=was.item.first_seen)
    return entry._replace(state=_encode(msgspec.structs.replace(now, content_id=was.content_id, item=item)))
