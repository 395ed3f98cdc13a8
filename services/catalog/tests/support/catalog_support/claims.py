"""Claims and the facts that carry them, by short names: upstream's keys are whatever a test calls its things."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from aegis_contracts.ids import claim_id, content_id
from aegis_contracts.import_content import IMPORT_CONTENT, Claim, Item, RunEnd
from aegis_contracts.imported.actors import ActorItem, SoftwareItem, Use
from aegis_contracts.imported.attack import DataComponentItem, MitigationItem, TacticItem, TechniqueItem
from aegis_contracts.imported.outline import outlined
from aegis_contracts.words import Domain
from aegis_kernel.facts import Fact
from aegis_kernel.ids import event_id, named_id

UPSTREAM = "mitre-attack"
SOURCE = "attack-enterprise"
AT = datetime(2026, 5, 12, tzinfo=UTC)
TYPES = {
    "technique": "TechniqueImported",
    "tactic": "TacticImported",
    "mitigation": "MitigationImported",
    "data_component": "DataComponentImported",
    "actor": "ThreatActorImported",
    "software": "SoftwareImported",
    "template": "TestTemplateImported",
    "adversary": "AdversaryImported",
    "rule": "DetectionRuleImported",
    "defence": "DefenceImported",
    "framework": "FrameworkImported",
    "control": "ControlImported",
    "intel": "IntelItemImported",
    "campaign": "CampaignImported",
    "detection_strategy": "DetectionStrategyImported",
    "actor_profile": "ActorProfileImported",
    "release_outline": "ReleaseOutlined",
    "run_end": "ImportPublished",
}


def item_id(kind: str, key: str) -> UUID:
    """The content id of a thing."""
    return content_id(UPSTREAM, kind, key)


def technique_id(key: str) -> UUID:
    """The content id of a technique."""
    return item_id("technique", key)


def run_id(name: str) -> UUID:
    """The id of a run."""
    return named_id("test", "run", name)


def source_id(name: str = SOURCE) -> UUID:
    """The id of a data source."""
    return named_id("test", "source", name)


def technique(key: str, *, tactics: Iterable[str] = (), **fields: Any) -> TechniqueItem:
    """A technique: named and numbered after its key, on Windows, unless told otherwise."""
    values: dict[str, Any] = {"attack_id": key, "name": f"Technique {key}", "platforms": ("Windows",)} | fields
    if revoked_by := values.pop("revoked_by", None):
        values |= {"revoked": True, "revoked_by": technique_id(revoked_by)}
    if parent := values.pop("parent", None):
        values |= {"is_subtechnique": True, "parent_id": technique_id(parent)}
    return TechniqueItem(tactics=tuple(item_id("tactic", name) for name in tactics), **values)


def tactic(key: str, place: int | None = None, **fields: Any) -> TacticItem:
    """A tactic whose short name is its key."""
    return TacticItem(**({"attack_id": key, "shortname": key.lower(), "name": f"Tactic {key}"} | fields), place=place)


def mitigation(key: str, **fields: Any) -> MitigationItem:
    return MitigationItem(**({"attack_id": key, "name": f"Mitigation {key}"} | fields))


def component(key: str, **fields: Any) -> DataComponentItem:
    return DataComponentItem(**({"attack_id": key, "name": f"Component {key}"} | fields))


def actor(key: str, *, uses: Iterable[str | Use] = (), software: Iterable[str] = (), **fields: Any) -> ActorItem:
    """An actor; uses named by key are direct ones."""
    values = {"attack_id": key, "name": f"Actor {key}"} | fields
    used = tuple(use if isinstance(use, Use) else Use(technique_id=technique_id(use)) for use in uses)
    return ActorItem(uses=used, software=tuple(item_id("software", name) for name in software), **values)


def software(key: str, *, uses: Iterable[str] = (), **fields: Any) -> SoftwareItem:
    """A piece of malware with the techniques that it uses."""
    values = {"attack_id": key, "name": f"Software {key}", "type": "malware"} | fields
    return SoftwareItem(technique_ids=tuple(technique_id(use) for use in uses), **values)


def claim(
    item: Item,
    *,
    key: str | None = None,
    domain: Domain = "enterprise",
    source: str = SOURCE,
    run: str = "run 1",
    **fields: Any,
) -> Claim:
    """A claim on `item`; its upstream key is its public id unless told otherwise."""
    kind = item.__struct_config__.tag
    key = key or item.attack_id  # type: ignore[union-attr]  # only ends of runs have none
    return Claim(
        claim_id=claim_id(source, kind, key) if source == SOURCE else claim_id(f"{source}/{domain}", kind, key),
        content_id=item_id(kind, key),
        source_id=source_id(source),
        run_id=run_id(run),
        upstream=UPSTREAM,
        key=key,
        item=item,
        source_name=source,
        domain=domain,
        **({"release": "19.1", "modified": AT} | fields),
    )


def fact(state: Claim, version: int = 1, type_: str | None = None) -> Fact[Claim]:
    """The fact that brings a claim to a version."""
    key = str(state.claim_id)
    if type_ is None:
        type_ = "ContentWithdrawn" if state.withdrawn_at else TYPES[state.item.__struct_config__.tag]
    return Fact(
        topic=IMPORT_CONTENT.name,
        key=key,
        version=version,
        type=IMPORT_CONTENT.types[type_],
        id=event_id(IMPORT_CONTENT.name, key, version),
        time=AT,
        state=state,
    )


def facts(*items: Item | Claim, version: int = 1, **how: Any) -> list[Fact[Claim]]:
    """A fact for each item or claim."""
    return [fact(one if isinstance(one, Claim) else claim(one, **how), version) for one in items]


def withdrawn(state: Claim, version: int, at: datetime = AT) -> Fact[Claim]:
    """The fact that ends a claim."""
    return fact(msgspec.structs.replace(state, withdrawn_at=at), version)


def run_end(run: str = "run 1", *, source: str = SOURCE, release: str | None = "19.1") -> Fact[Claim]:
    """The end of a run, in band."""
    return fact(
        Claim(
            claim_id=run_id(run),
            content_id=run_id(run),
            source_id=source_id(source),
            run_id=run_id(run),
            upstream=UPSTREAM,
            key=str(run_id(run)),
            source_name=source,
            item=RunEnd(source_name=source, published=0, withdrawn=0, release=release),
        )
    )


def outline_of(release: str, *items: Item, run: str = "dry run", domain: Domain = "enterprise") -> Fact[Claim]:
    """What a dry run says of a release; names techniques after their public ids."""
    tactics = {item_id("tactic", item.attack_id): item.attack_id for item in items if isinstance(item, TacticItem)}
    techniques = [(technique_id(item.attack_id), item) for item in items if isinstance(item, TechniqueItem)]
    id_ = claim_id(SOURCE, "release_outline", run)
    state = Claim(
        claim_id=id_,
        content_id=id_,
        source_id=source_id(),
        run_id=run_id(run),
        upstream=UPSTREAM,
        key=run,
        source_name=SOURCE,
        domain=domain,
        release=release,
        item=outlined(techniques, tactics),
    )
    return fact(state)
