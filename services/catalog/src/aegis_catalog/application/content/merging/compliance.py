"""Frameworks and controls. A framework's catalogue and its mappings come from different sources: two claims on one
item, each silent on what the other says."""

from collections.abc import Iterable, Sequence

from aegis_catalog.application.content.compliance_items import Control, Framework
from aegis_catalog.application.content.merging.base import base, items_of, united
from aegis_contracts.import_content import Claim
from aegis_contracts.imported.defences import ControlItem, ControlMapping, FrameworkItem, NonMappable


def framework(_: FrameworkItem, heard: Sequence[Claim]) -> Framework:
    ordered = _describing_first(heard)
    items = [item for _, item in items_of(FrameworkItem, ordered)]
    first = items[0]
    rows = united((item.non_mappable for item in items), _row)
    return Framework(
        **base(first.slug, ordered),
        technique_ids_named=_named(row.technique_id_named for row in rows),
        version=first.version,
        publisher=first.publisher,
        license=first.license,
        attack_version=_attack_version(items),
        non_mappable=rows,
        from_mapping=first.mapping_only,
    )


def control(_: ControlItem, heard: Sequence[Claim]) -> Control:
    ordered = _describing_first(heard)
    items = [item for _, item in items_of(ControlItem, ordered)]
    first = items[0]
    mappings = united((item.mappings for item in items), _mapping)
    return Control(
        **base(first.label, ordered),
        technique_ids_named=_named(one.technique_id_named for one in mappings),
        framework_id=first.framework_id,
        guidance=first.guidance,
        family=first.family,
        parent_id=first.parent_id,
        groups=first.groups,
        asset_type=first.asset_type,
        security_function=first.security_function,
        successors=first.successors,
        attack_version=_attack_version(items),
        mappings=mappings,
        from_mapping=first.mapping_only,
    )


def _mapping(mapping: ControlMapping) -> tuple[str, str]:
    return (mapping.technique_id_named, mapping.type or "")


def _named(ids: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id_ for id_ in ids if id_))


def _row(row: NonMappable) -> tuple[str | None, str | None, str | None]:
    return (row.control, row.technique_id_named, row.domain)


def _describing_first(heard: Sequence[Claim]) -> list[Claim]:
    """The claims best first, but those that only map after all others, whatever their priority: they know no more than
    a name."""
    return sorted(heard, key=lambda claim: getattr(claim.item, "mapping_only", False))


def _attack_version(items: Sequence[FrameworkItem] | Sequence[ControlItem]) -> str | None:
    """The ATT&CK version that the mappings were written for: the first source that says."""
    return next((item.attack_version for item in items if item.attack_version), None)
