"""A bundle's relationships by type and end. One is active when it and both ends are; both must be in the bundle."""

from collections import defaultdict
from collections.abc import Sequence

from aegis_import.adapters.attack.bundle import Bundle
from aegis_import.adapters.attack.stix import Relationship, StixObject


class Relationships:
    """Looked up by (type, source id) and (type, target id), in order of their ids, so that two bundles that differ in
    order alone read the same."""

    def __init__(self, bundle: Bundle) -> None:
        self._from: defaultdict[tuple[str, str], list[Relationship]] = defaultdict(list)
        self._to: defaultdict[tuple[str, str], list[Relationship]] = defaultdict(list)
        self._bundle = bundle
        for _, one in sorted(bundle.relationships.items()):
            if one.source_ref in bundle.objects and one.target_ref in bundle.objects:
                self._from[one.relationship_type, one.source_ref].append(one)
                self._to[one.relationship_type, one.target_ref].append(one)

    def of_source(self, type_: str, source: str) -> Sequence[Relationship]:
        """All from `source`, whatever their state."""
        return self._from.get((type_, source), ())

    def active_from(self, type_: str, source: str) -> Sequence[Relationship]:
        """The active ones from `source`."""
        return [one for one in self._from.get((type_, source), ()) if self._is_active(one)]

    def active_to(self, type_: str, target: str) -> Sequence[Relationship]:
        """The active ones to `target`."""
        return [one for one in self._to.get((type_, target), ()) if self._is_active(one)]

    def _is_active(self, one: Relationship) -> bool:
        objects: dict[str, StixObject] = self._bundle.objects
        return one.active and objects[one.source_ref].active and objects[one.target_ref].active
