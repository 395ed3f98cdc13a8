"""What all kinds of ATT&CK entry share: their ids, their public reference, their texts."""

import re
from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from aegis_contracts.ids import content_id
from aegis_contracts.imported.attack import Citation
from aegis_import.adapters.attack.stix import ExternalReference, StixObject

UPSTREAM = "mitre-attack"
SOURCE_NAMES = frozenset({"mitre-attack", "mitre-mobile-attack", "mitre-ics-attack"})
TECHNIQUE_ID = re.compile(r"T\d{4}(\.\d{3})?")


@lru_cache(maxsize=65_536)
def item_id(kind: str, stix_id: str) -> UUID:
    """The content id of an ATT&CK item: the key of every kind is the STIX id."""
    return content_id(UPSTREAM, kind, stix_id)


def reference_of(one: StixObject) -> ExternalReference | None:
    """The reference by which ATT&CK names the object: the first of its own with an id."""
    for reference in one.external_references:
        if reference.source_name in SOURCE_NAMES and reference.external_id:
            return reference
    return None


def attack_id_of(one: StixObject) -> str | None:
    """The ATT&CK id (``T1059.001``, ``G0016``): a label, never a key."""
    reference = reference_of(one)
    return reference.external_id.strip().upper() if reference and reference.external_id else None


def text(written: str) -> str:
    """Text with CRLF turned into LF and nothing else touched (rule 9)."""
    return written.replace("\r\n", "\n") if "\r" in written else written


def platforms(written: Iterable[str]) -> tuple[str, ...]:
    """Platforms in upstream's order, each once; ``None`` means none."""
    return tuple(dict.fromkeys(platform for platform in written if platform != "None"))


def aliases(written: Iterable[str], *, name: str) -> tuple[str, ...]:
    """Aliases in upstream's order, each once, without the name."""
    return tuple(dict.fromkeys(alias for alias in written if alias != name))


def citations(references: Iterable[ExternalReference]) -> tuple[Citation, ...]:
    """References as citations."""
    return tuple(
        Citation(
            source_name=text(one.source_name),
            url=one.url,
            description=text(one.description) if one.description else None,
        )
        for one in references
    )
