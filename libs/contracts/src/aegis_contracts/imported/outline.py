"""What a release of ATT&CK holds, in a few hundred bytes a technique: known before anything of it is applied.

Import makes an outline of what it has read, the catalogue one of what it has applied, both by `outlined`: so two
releases compare alike whoever outlined them.
"""

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from aegis_contracts.imported.attack import TechniqueItem

DIGEST_BYTES = 4
"""Of 1,000 techniques with five fields each, two that differ look alike once in a million upgrades."""


class OutlinedTechnique(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """One technique of a release. `tactics` are public ids where they are known (``TA0002``), in upstream's order;
    `description`, `platforms`, `detection` and `mitigations` are digests, empty where upstream says nothing."""

    id: UUID
    attack_id: str
    name: str
    tactics: tuple[str, ...] = ()
    is_subtechnique: bool = False
    parent_id: UUID | None = None
    revoked: bool = False
    revoked_by: UUID | None = None
    deprecated: bool = False
    description: str = ""
    platforms: str = ""
    detection: str = ""
    mitigations: str = ""


class ReleaseOutlineItem(Struct, frozen=True, kw_only=True, gc=False, tag_field="kind", tag="release_outline"):
    """The outline of a release that a run read and did not apply. No item of the catalogue: it changes nothing there
    but what is known of releases. The claim that carries it names domain, release, source and run."""

    techniques: tuple[OutlinedTechnique, ...] = ()


_encode = msgspec.json.Encoder(order="deterministic").encode


def outlined(techniques: Iterable[tuple[UUID, TechniqueItem]], tactics: Mapping[UUID, str]) -> ReleaseOutlineItem:
    """The outline of techniques with their content ids, in the order of their public ids. `tactics` are the public ids
    of tactics by content id."""
    found = (_technique(id_, item, tactics) for id_, item in techniques)
    return ReleaseOutlineItem(techniques=tuple(sorted(found, key=lambda one: (one.attack_id, one.id))))


def _technique(id_: UUID, item: TechniqueItem, tactics: Mapping[UUID, str]) -> OutlinedTechnique:
    return OutlinedTechnique(
        id=id_,
        attack_id=item.attack_id,
        name=item.name,
        tactics=tuple(sorted(tactics.get(tactic_id, str(tactic_id)) for tactic_id in item.tactics)),
        is_subtechnique=item.is_subtechnique,
        parent_id=item.parent_id,
        revoked=item.revoked,
        revoked_by=item.revoked_by,
        deprecated=item.deprecated,
        description=_digest(item.description),
        platforms=_digest(sorted(item.platforms)),
        detection=_digest(item.detection),
        mitigations=_digest(item.mitigations),
    )


def _digest(value: Any) -> str:
    return blake2b(_encode(value), digest_size=DIGEST_BYTES).hexdigest() if value else ""
