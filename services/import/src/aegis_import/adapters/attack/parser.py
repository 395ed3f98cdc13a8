"""ATT&CK (enterprise, mobile, ICS) in STIX 2.0 and 2.1. Rules and exact counts: docs/sources/attack.md."""

from collections.abc import Callable, Iterator
from typing import Any

from aegis_contracts.import_content import Item
from aegis_contracts.imported.attack import DataComponentItem, MitigationItem
from aegis_import.adapters.archives.selecting import read_all
from aegis_import.adapters.attack.actors import Actors
from aegis_import.adapters.attack.bundle import Bundle, read_bundle
from aegis_import.adapters.attack.detection import Detections
from aegis_import.adapters.attack.domains import bundle_file, check_domain, release_of
from aegis_import.adapters.attack.reading import TECHNIQUE_ID, attack_id_of, reference_of, text
from aegis_import.adapters.attack.relationships import Relationships
from aegis_import.adapters.attack.stix import (
    AttackPattern,
    Campaign,
    CourseOfAction,
    DataComponent,
    DetectionStrategy,
    IntrusionSet,
    Named,
    Software,
    Tactic,
)
from aegis_import.adapters.attack.tactics import Tactics
from aegis_import.adapters.attack.techniques import Techniques
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import Archive
from aegis_import.application.report import Report

JSON_DEPTH = 64
"""Upstream's deepest is 16."""

Maker = Callable[[Any, str], Item]


def parse_attack(archive: Archive, report: Report) -> Iterator[ParsedClaim]:
    """The entries of the wanted domain's bundle. Raises `BadArchive` when the archive has none."""
    chosen = bundle_file(archive, report)
    for path, content in read_all(archive, [chosen], report):
        bundle = read_bundle(path, content, report, depth=JSON_DEPTH)
        del content
        yield from _entries(bundle, archive, report)


def _entries(bundle: Bundle, archive: Archive, report: Report) -> Iterator[ParsedClaim]:
    domain = check_domain(bundle, archive.wanted)
    report.release = release_of(bundle, archive.wanted)
    relationships = Relationships(bundle)
    report.measures |= {"objects": bundle.size, "relationships": len(bundle.relationships)}
    actors = Actors(bundle, relationships)
    detections = Detections(bundle, relationships)
    makers: dict[type[Named], tuple[str, Maker]] = {
        Tactic: ("tactic", Tactics(bundle).item),
        DataComponent: ("data_component", _data_component),
        CourseOfAction: ("mitigation", _mitigation),
        AttackPattern: ("technique", Techniques(bundle, relationships, detections, report).item),
        DetectionStrategy: ("detection_strategy", detections.item),
        Software: ("software", actors.software),
        IntrusionSet: ("actor", actors.actor),
        Campaign: ("campaign", actors.campaign),
    }
    for type_, (kind, make) in makers.items():
        for one in bundle.of(type_):
            attack_id = _checked_id(one, kind, bundle.path, report)
            if attack_id is None:
                continue
            reference = reference_of(one)
            yield ParsedClaim(
                key=one.id,
                item=make(one, attack_id),
                path=bundle.path,
                domain=domain,
                url=reference.url if reference else None,
                created=one.created,
                modified=one.modified,
            )


def _checked_id(one: Named, kind: str, path: str, report: Report) -> str | None:
    """The ATT&CK id of an entry. None, and reported, when it has none or a technique's is not one; data components had
    none before v18."""
    attack_id = attack_id_of(one)
    if kind == "data_component":
        return attack_id or ""
    if attack_id is None:
        report.bad_entry("no_attack_id", "The object has no ATT&CK id.", path=path, kind=kind, key=one.id)
        return None
    if kind == "technique" and not TECHNIQUE_ID.fullmatch(attack_id):
        report.bad_entry("bad_attack_id", f"{attack_id!r} is not a technique's id.", path=path, kind=kind, key=one.id)
        return None
    return attack_id


def _data_component(one: DataComponent, attack_id: str) -> DataComponentItem:
    return DataComponentItem(
        attack_id=attack_id or None,
        name=text(one.name),
        description=text(one.description),
        revoked=one.revoked,
        deprecated=one.x_mitre_deprecated,
    )


def _mitigation(one: CourseOfAction, attack_id: str) -> MitigationItem:
    return MitigationItem(
        attack_id=attack_id,
        name=text(one.name),
        description=text(one.description),
        revoked=one.revoked,
        deprecated=one.x_mitre_deprecated,
    )
