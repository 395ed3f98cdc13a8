"""The fingerprint of a technique: what of it a review compares with what was accepted."""

from hashlib import blake2b
from typing import Any

import msgspec

from aegis_catalog.application.content.items import Technique
from aegis_catalog.domain.upstream import Print

_encode = msgspec.json.Encoder(order="deterministic").encode


def print_of(technique: Technique) -> Print:
    """One short digest a field, for the fields that mean something to a tester."""
    fields: dict[str, Any] = {
        "attack_id": technique.attack_id,
        "name": technique.name,
        "description": technique.description,
        "state": technique.state,
        "revoked_by": technique.revoked_by,
        "domains": technique.domains,
        "tactics": technique.tactics,
        "platforms": technique.platforms,
        "parent": technique.parent_id,
        "detection": technique.detection,
        "mitigations": technique.mitigations,
    }
    return {name: blake2b(_encode(value), digest_size=6).hexdigest() for name, value in fields.items()}
